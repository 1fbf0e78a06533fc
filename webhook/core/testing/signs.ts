/** What each never-slice rule says of a pod, and tables of pods that show a sign or only seem to. */
import { gpuAsks } from '../asks.ts';
import { neverSlice } from '../never-slice/all.ts';
import type { Pod } from '../pod.ts';
import { catalogue } from './catalogue.ts';

export interface Sign {
  readonly rule: string;
  readonly name: string;
  readonly pod: Pod;
  readonly kind?: string;
  readonly want: string;
  /** By name: pods that look like it and are not. */
  readonly lookalikes: Readonly<Record<string, Pod>>;
}

export function seenBy(rule: string, pod: Pod, kind = 'Deployment'): string | undefined {
  const workload = { namespace: 'speech', kind, name: 'asr', by: 'owner' };
  return neverSlice
    .find(({ id }) => id === rule)
    ?.check({ pod, asks: gpuAsks(pod), workload, catalogue });
}

export const lookalikes = (table: readonly Sign[]) =>
  table.flatMap((sign) =>
    Object.entries(sign.lookalikes).map(([name, pod]) => ({ rule: sign.rule, name, pod })),
  );

export const env = (name: string, value?: string) => ({
  env: [value === undefined ? { name, valueFrom: {} } : { name, value }],
});
