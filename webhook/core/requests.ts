/**
 * What a pod requests as Kubernetes counts it: per resource the larger of (app containers + all
 * sidecars) and (each ordinary init container + the sidecars declared before it), or what the pod as
 * a whole requests, plus overhead (k8s.io/component-helpers resource/helpers.go).
 */
import { keptBySpec, type Container, type Pod, type PodSpec } from './pod.ts';
import { parseQuantity } from './quantity.ts';

export type Amounts = Record<string, number>;

/** cpu in milli, memory in bytes, extended resources in units, and one pod. Bad quantities count 0. */
export const effectiveRequests = ({ spec }: Pod): Readonly<Amounts> => counted(spec);

const counted = keptBySpec((spec): Readonly<Amounts> => {
  const total = combine({ spec }, requestsOf);
  ofTheWhole(spec, total);
  const overhead: Amounts = {};
  for (const [name, text] of Object.entries(spec.overhead ?? {}))
    overhead[name] = amount(name, text);
  add(total, overhead);
  total['pods'] = 1;
  return total;
});

/** What is requested for the pod counts in place of its containers' sum; a limit alone where they say nothing. */
function ofTheWhole(spec: PodSpec, total: Amounts): void {
  const { requests = {}, limits = {} } = spec.resources ?? {};
  for (const name in limits) total[name] ??= amount(name, limits[name] ?? 0);
  for (const name in requests) total[name] = amount(name, requests[name] ?? 0);
}

/** The formula itself, over whatever one container amounts to. */
export function combine(
  { spec }: Pick<Pod, 'spec'>,
  of: (container: Container) => Amounts,
): Amounts {
  const running: Amounts = {};
  const most: Amounts = {};
  for (const container of spec.initContainers ?? []) {
    const own = of(container);
    if (container.restartPolicy === 'Always') add(running, own);
    else {
      const during = { ...running };
      add(during, own);
      raise(most, during);
    }
  }
  for (const container of spec.containers) add(running, of(container));
  raise(most, running);
  return most;
}

function requestsOf({ resources }: Container): Amounts {
  const amounts: Amounts = {};
  // The API server copies a limit without a request; a manifest may not have been through it.
  for (const list of [resources?.limits, resources?.requests])
    for (const name in list) amounts[name] = amount(name, list[name] ?? 0);
  return amounts;
}

function amount(name: string, text: string | number): number {
  const value = parseQuantity(text);
  if (value === 'invalid') return 0;
  // Rounded up as kube-scheduler does; 1.001 × 1000 is a hair more than 1001.
  return Math.ceil((name === 'cpu' ? value * 1000 : value) - 1e-6);
}

function add(to: Amounts, more: Amounts): void {
  for (const name in more) to[name] = (to[name] ?? 0) + (more[name] ?? 0);
}

function raise(to: Amounts, other: Amounts): void {
  for (const name in other) to[name] = Math.max(to[name] ?? 0, other[name] ?? 0);
}
