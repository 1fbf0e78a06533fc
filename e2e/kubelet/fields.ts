/** The downward API: what a pod may be told about itself, in its environment or in a file. */
import { quantity } from './quantity.ts';
import type { Container, Pod, ResourceFieldRef } from './pod.ts';

export function field(pod: Pod, podIP: string, path: string): string {
  const { metadata, spec } = pod;
  const [, map = '', key = ''] = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path) ?? [];
  if (map === 'labels' || map === 'annotations') return metadata[map]?.[key] ?? '';

  const known: Readonly<Record<string, string>> = {
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace,
    'metadata.uid': metadata.uid,
    'metadata.labels': lines(metadata.labels),
    'metadata.annotations': lines(metadata.annotations),
    'spec.nodeName': spec.nodeName,
    'spec.serviceAccountName': spec.serviceAccountName ?? 'default',
    'status.podIP': podIP,
    'status.podIPs': podIP,
    'status.hostIP': '127.0.0.1',
    'status.hostIPs': '127.0.0.1',
  };
  const value = known[path];
  if (value === undefined) throw new Error(`this kubelet cannot tell a pod its ${path}`);
  return value;
}

/** Rounded up, as the kubelet does: half a core with divisor 1 reads 1. */
export function resource(container: Container, { resource: path, divisor }: ResourceFieldRef) {
  const { limits = {}, requests = limits } = container.resources ?? {};
  const asked = { ...prefixed('limits', limits), ...prefixed('requests', requests) }[path];
  if (asked === undefined)
    throw new Error(`${path} is not set, and this node has no limit to tell`);
  const by = divisor === undefined || divisor === '0' ? 1 : quantity(divisor);
  return String(Math.ceil(quantity(asked) / by));
}

const prefixed = (kind: string, amounts: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [`${kind}.${name}`, amount]));

const lines = (map: Readonly<Record<string, string>> = {}): string =>
  Object.entries(map)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join('\n');
