/** What could not be written: of whole fleets the cause is mostly one, and is told once. */
import { listed } from '../../adapters/changes.ts';
import type { Refused } from '../../adapters/profiler/sound.ts';

export function refusedLines(refused: readonly Refused[]): string[] {
  return [...new Set(refused.map(({ says }) => says))].map((why) => {
    const names = refused.filter(({ says }) => says === why).map(titleOf);
    return `not written: ${listed(names)}: ${why}`;
  });
}

const titleOf = ({ namespace, name }: Refused): string => `${namespace}/${name}`;
