/** What GPU resources a pod asks for, container by container. */
import { namesGpu } from './governed.ts';
import { keptByContainer, keptBySpec, seats, type Container, type Pod, type Seat } from './pod.ts';
import { parseCount, shownAmount } from './quantity.ts';
import { oneLine } from './text.ts';

export interface Ask {
  readonly seat: Seat;
  readonly resource: string;
  /** The larger of request and limit; `invalid` is refused by the API server after us. */
  readonly count: number | 'invalid';
}

/** In the order of the spec, init containers first; a name asked for in quantity 0 is no ask. */
export const gpuAsks = ({ spec }: Pod): readonly Ask[] => asksOf(spec);

const asksOf = keptBySpec((spec): readonly Ask[] => {
  const asks: Ask[] = [];
  for (const seat of seats({ spec }))
    for (const resource of gpuNames(seat.container)) {
      const count = countOf(seat.container, resource);
      if (count !== 0) asks.push({ seat, resource, count });
    }
  return asks;
});

/** All of them, for a comparison. */
export const asksIn = (pod: Pod): string =>
  JSON.stringify(gpuAsks(pod).map(({ seat, resource, count }) => [seat.pointer, resource, count]));

export const gpuNames = keptByContainer(({ resources }: Container): readonly string[] => {
  const names: string[] = [];
  const { limits = {}, requests = {} } = resources ?? {};
  for (const name in limits) if (namesGpu(name)) names.push(name);
  for (const name in requests) if (namesGpu(name) && !Object.hasOwn(limits, name)) names.push(name);
  return names;
});

/** Whether the container of that name asks for the resource, in whatever quantity. */
export const asksByName = (pod: Pod, name: string, resource: string): boolean =>
  seats(pod).some(
    ({ container }) => container.name === name && gpuNames(container).includes(resource),
  );

/** As it was written where it is no count: whoever reads it looks for their own words. */
export function amountOf({ seat: { container }, resource, count }: Ask): string {
  if (count !== 'invalid') return String(count);
  const { limits = {}, requests = {} } = container.resources ?? {};
  const written = [limits[resource], requests[resource]].find(
    (amount) => amount !== undefined && parseCount(amount) === 'invalid',
  );
  return oneLine(shownAmount(written ?? ''), 32);
}

function countOf({ resources }: Container, name: string): number | 'invalid' {
  const { limits = {}, requests = {} } = resources ?? {};
  const limit = parseCount(limits[name] ?? 0);
  const request = parseCount(requests[name] ?? 0);
  if (limit === 'invalid' || request === 'invalid') return 'invalid';
  return Math.max(limit, request);
}
