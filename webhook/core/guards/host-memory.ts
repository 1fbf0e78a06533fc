/** Whether the memory of the host is enough for what is loaded through it onto the GPU. */
import { engineOf } from '../settings/engine.ts';
import { containerRevision } from '../identity/revision.ts';
import { seats, type Container, type Pod, type PodSpec } from '../pod.ts';
import type { Profile } from '../profile.ts';
import { parseQuantity } from '../quantity.ts';
import type { Question } from '../question.ts';
import type { Need, Scene } from './rule.ts';

export const MIB = 1024 * 1024;

/** As a manifest would have it, rounded up to what can be written. */
export function inMiB(figure: number): string {
  const MiB = Math.ceil(figure);
  return MiB > 0 && MiB % 1024 === 0 ? `${MiB / 1024}Gi` : `${MiB}Mi`;
}

/** The first container that could not load what its profile says it holds. */
export function tooTight({ question, pod }: Scene, factor: number): string | undefined {
  for (const { seat } of question.asks) {
    const { container } = seat;
    const holds = loadedBy(container, question);
    if (holds === undefined) continue;
    const needs = neededFor(holds, factor);
    const has = memoryOf(asItIs(container, pod), pod.spec);
    if (has.MiB >= needs) continue;
    return (
      `container ${container.name} ${holds.says}, and ${saidOf(has)} on the host, where all of it passes through; ` +
      `give it ${inMiB(needs)}, ${factor} times that, under resources.${has.by}.memory`
    );
  }
  return undefined;
}

/** Its profile is of what its user wrote; what it may use stands in the pod as it will be stored. */
const asItIs = (container: Container, pod: Pod): Container =>
  seats(pod).find((seat) => seat.container.name === container.name)?.container ?? container;

/** What its profile says it must have to load, and how that comes about. */
export function needMiB(
  container: Container,
  question: Question,
  factor: number,
): Need | undefined {
  const holds = loadedBy(container, question);
  return holds && { least: neededFor(holds, factor), says: `${factor} x ${holds.of}` };
}

const neededFor = ({ MiB }: Loaded, factor: number): number => Math.ceil(MiB * factor);

function loadedBy(container: Container, { profiles }: Question): Loaded | undefined {
  const profile = profiles.get(container.name) ?? 'unknown';
  return profile === 'unknown' ? undefined : loaded(container, profile);
}

interface Loaded {
  readonly MiB: number;
  /** What of it that figure is. */
  readonly of: string;
  readonly says: string;
}

/** Its peak stands for weights that nobody has written down, where no cache fills the card behind them. */
function loaded(container: Container, profile: Profile): Loaded | undefined {
  if (profile.revision !== containerRevision(container)) return undefined;
  const { weightsMiB, vramMaxMiB, attribution } = profile;
  if (weightsMiB !== undefined)
    return {
      MiB: weightsMiB,
      of: `${weightsMiB} MiB weights`,
      says: `loads ${weightsMiB} MiB of weights`,
    };
  const own = attribution === 'exact' || attribution === 'perProcess';
  if (!own || engineOf(container)?.fills === true) return undefined;
  return {
    MiB: vramMaxMiB,
    of: `${vramMaxMiB} MiB seen on its GPU`,
    says: `was seen to hold ${vramMaxMiB} MiB on its GPU`,
  };
}

interface HostMemory {
  readonly MiB: number;
  readonly by: 'limits' | 'requests';
}

function saidOf({ MiB, by }: HostMemory): string {
  if (MiB === 0) return 'no memory is said for it';
  return `it ${by === 'limits' ? 'may use' : 'requests'} ${inMiB(MiB)}`;
}

/** Its limit is where it is killed; without one it may count on what is kept for it. */
function memoryOf({ resources: own }: Container, { resources: all }: PodSpec): HostMemory {
  for (const by of ['limits', 'requests'] as const) {
    const said = own?.[by]?.['memory'] ?? all?.[by]?.['memory'];
    if (said === undefined) continue;
    const bytes = parseQuantity(said);
    return { MiB: bytes === 'invalid' ? 0 : bytes / MIB, by };
  }
  return { MiB: 0, by: 'requests' };
}
