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
    const alike = own.length === 0 || JSON.stringify(own) === JSON.stringify(others);
    return alike ? [] : [[name, own] as const];
  });
  return { ...resources(container), ...Object.fromEntries(differing) };
}

/** GPU resources only: of the others none but requests are ever touched. */
function resources(container: unknown): Readonly<Record<string, string>> {
  const limits = member(member(container, 'resources'), 'limits');
  const gpus = isRecord(limits) ? Object.entries(limits).filter(([key]) => namesGpu(key)) : [];
  return Object.fromEntries(gpus.map(([key, value]) => [key, word(value)]));
}

function requests(container: unknown): string[] {
  const amounts = member(member(container, 'resources'), 'requests');
  const others = isRecord(amounts) ? Object.entries(amounts).filter(([key]) => !namesGpu(key)) : [];
  return others.map(([key, value]) => `${key}: ${word(value)}`);
}

const claims = (container: unknown): string[] =>
  list(member(member(container, 'resources'), 'claims')).map(nameOf);

const args = (container: unknown): string[] => list(member(container, 'args')).map(word);

const env = (container: unknown): string[] =>
  list(member(container, 'env')).map(
    (one) => `${nameOf(one)}=${word(member(one, 'value')) || '…'}`,
  );
