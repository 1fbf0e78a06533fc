/**
 * Which profiles a reader of documents would take. A workload may be called what no object can say, and
 * what is at fault must not stand in the way of those behind it.
 */
import { readObject } from '../../policy/read.ts';
import type { Published } from '../../usage/profiling/published.ts';

/** One that cannot be written, and why. */
export interface Refused {
  readonly namespace: string;
  readonly name: string;
  readonly says: string;
}

export interface Sorted {
  readonly sound: readonly Published[];
  readonly refused: readonly Refused[];
}

export function sorted(profiles: readonly Published[]): Sorted {
  const sound: Published[] = [];
  const refused: Refused[] = [];
  for (const profile of profiles) {
    const [fault] = readObject(titleOf(profile), profile).faults;
    if (fault === undefined) sound.push(profile);
    else refused.push(refusal(profile, `${fault.pointer} ${fault.says}`.trim()));
  }
  return { sound, refused };
}

export const refusal = ({ metadata }: Published, says: string): Refused => ({ ...metadata, says });

export const titleOf = ({ metadata: { namespace, name } }: Published): string =>
  `GpuProfile ${namespace}/${name}`;
