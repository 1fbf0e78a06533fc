/** What a pod's claim holds, by what it asks for: never by what our annotations say. */
import { WHOLE_CARD } from '../../core/fit/fraction.ts';
import type { ClaimCost } from '../../core/menu.ts';
import type { Asked } from './asked.ts';
import { GPU_DRIVER } from './kinds.ts';
import type { SeenClass } from './seen.ts';

export interface Classes {
  /** Whether devices of the class are GPUs, as far as its words tell. */
  readonly classes: (name: string) => boolean;
  /** The most devices that a node has: what `all` may come to. */
  readonly most: number;
}

/** Classes of the NVIDIA driver's own chart (gpu-sharing §6.2). */
const NAMED = [GPU_DRIVER, 'mig.nvidia.com', 'vfio.gpu.nvidia.com'];

export function gpuClasses(classes: Iterable<SeenClass>): (name: string) => boolean {
  const known = new Set(NAMED);
  for (const { metadata, expressions } of classes)
    if (expressions.length === 0 || expressions.some((text) => text.includes(GPU_DRIVER)))
      known.add(metadata.name);
  return (name) => known.has(name);
}

/** One plain device is what its name stands for; whatever else is asked for counts as so many cards. */
export function costOf(
  { plain, parts }: Asked,
  resource: string,
  { classes, most }: Classes,
): ClaimCost | 'nothing' {
  let cards = 0;
  for (const { classes: ways, count } of parts)
    if (ways.some(classes)) cards += count === 'all' ? most : count;
  if (cards === 0) return 'nothing';
  return plain === undefined ? { resource: WHOLE_CARD, count: cards } : { resource, count: 1 };
}
