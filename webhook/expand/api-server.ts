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
    const names = new Set([...Object.keys(limits), ...Object.keys(requests)].filter(isExtended));
    for (const name of names) {
      const fault = miscounted(name, limits[name], requests[name]);
      if (fault !== undefined) return `container ${container.name} ${fault}`;
    }
  }
  return undefined;
}

type Amount = string | number | undefined;

/** Devices cannot be overcommitted; a request that is missing is made from the limit. */
function miscounted(name: string, limit: Amount, request: Amount): string | undefined {
  const broken = [limit, request].find(
    (asked) => asked !== undefined && parseCount(asked) === 'invalid',
  );
  if (broken !== undefined) return `asks for ${name}: ${broken}; devices come in whole numbers`;
  if (request === undefined) return undefined;
  if (limit === undefined)
    return `has ${name}: ${request} under requests and no limit; write it under limits`;
  return parseCount(limit) === parseCount(request)
    ? undefined
    : `requests ${name}: ${request} with a limit of ${limit}; of devices both must be equal`;
}

/** Kubernetes' own names have no domain, or one of its own; all others are devices. */
const isExtended = (name: string): boolean =>
  name.includes('/') && !/(^|\.)kubernetes\.io\//.test(name);
