/**
 * What the API server refuses by itself between our two visits, so that nobody is told a pod would
 * be admitted that is never stored. Only what touches devices: the rest of its validation is its own.
 */
import { seats, type Pod } from '../core/pod.ts';
import { parseCount } from '../core/quantity.ts';

/** As the API server would say it of the first container it finds; nothing where it would let it pass. */
export function refusedByApiServer(pod: Pod): string | undefined {
  for (const { container } of seats(pod)) {
    const { limits = {}, requests = {} } = container.resources ?? {};
    for (const [name, asked] of [...Object.entries(limits), ...Object.entries(requests)])
      if (isExtended(name) && parseCount(asked) === 'invalid')
        return `container ${container.name} asks for ${name}: ${asked}; devices come in whole numbers`;
  }
  return undefined;
}

/** Kubernetes' own names have no domain, or one of its own; all others are devices. */
const isExtended = (name: string): boolean =>
  name.includes('/') && !/(^|\.)kubernetes\.io\//.test(name);
