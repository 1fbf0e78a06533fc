/** Of the containers of a pod what a decision may touch, beside how they are in the other pod. */
import { namesGpu } from '../core/governed.ts';
import { isRecord, list, member, word } from './looking.ts';

/** By name those that ask for a GPU in either pod: an engine or a claim may hand out what one asked for. */
export function containersView(
  spec: unknown,
  other: unknown,
  key: 'containers' | 'initContainers',
): Readonly<Record<string, unknown>> {
  const others = new Map(list(member(other, key)).map((one) => [nameOf(one), one]));
  return Object.fromEntries(
    list(member(spec, key))
      .filter((one) => [one, others.get(nameOf(one))].some(asksForGpu))
      .map((one) => [nameOf(one), touched(one, others.get(nameOf(one)))]),
  );
}

const nameOf = (container: unknown): string => word(member(container, 'name'));

const asksForGpu = (container: unknown): boolean =>
  Object.values(member(container, 'resources') ?? {}).some(
    (amounts) => isRecord(amounts) && Object.keys(amounts).some(namesGpu),
  );

/** Requests beside GPUs, claims, arguments and variables only where they differ. */
function touched(container: unknown, other: unknown): unknown {
  const parts = { requests, claims, args, env };
  const differing = Object.entries(parts).flatMap(([name, part]) => {
    const [own, others] = [part(container), part(other)];
    const nothing = Object.keys(own).length === 0;
    return nothing || JSON.stringify(own) === JSON.stringify(others) ? [] : [[name, own] as const];
  });
  return { ...resources(container), ...Object.fromEntries(differing) };
}

/** GPU resources only: of the others none but requests are ever touched. */
const resources = (container: unknown): Amounts => amountsIn(container, 'limits', namesGpu);

type Amounts = Readonly<Record<string, string>>;

function amountsIn(
  container: unknown,
  of: 'limits' | 'requests',
  those: (key: string) => boolean,
): Amounts {
  const all = member(member(container, 'resources'), of);
  const found = isRecord(all) ? Object.entries(all).filter(([key]) => those(key)) : [];
  return Object.fromEntries(found.map(([key, value]) => [key, word(value)]));
}

const requests = (container: unknown): Amounts =>
  amountsIn(container, 'requests', (key) => !namesGpu(key));

const claims = (container: unknown): string[] =>
  list(member(member(container, 'resources'), 'claims')).map(nameOf);

const args = (container: unknown): string[] => list(member(container, 'args')).map(word);

const env = (container: unknown): string[] =>
  list(member(container, 'env')).map(
    (one) => `${nameOf(one)}=${word(member(one, 'value')) || '…'}`,
  );
