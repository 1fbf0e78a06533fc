/** Rungs where cards are shared, of policies that give no pool to share: nobody is ever put on one. */
import type { Document } from '../documents.ts';
import type { GpuPolicy } from '../schema/gpu-policy.ts';
import { finding, isWritten, type Finding } from './finding.ts';

const SHARED = ['timeSlice', 'mps', 'fraction'] as const;

export function withoutPools(policy: Document<GpuPolicy>): Finding[] {
  const { sharing } = policy.value.spec;
  if (sharing === undefined) return [];
  const closed = SHARED.filter((mechanism) => {
    const { trustDomain = 'team', pools = [] } = sharing[mechanism] ?? {};
    return trustDomain === 'team' && pools.length === 0;
  });
  return Object.entries(sharing.ladder).flatMap(([of, ladder]) =>
    ladder.flatMap((rung, i) => {
      const mechanism = closed.find((one) => one === rung);
      const above = `/spec/sharing/ladder/${of}`;
      // A ladder that nobody wrote promises nothing.
      if (mechanism === undefined || !isWritten(policy, above, `/${i}`)) return [];
      const says = `is ${mechanism}, and the policy gives no pool for it, so it is never taken`;
      const help = `name nodes under sharing.${mechanism}.pools, or say trustDomain: cluster there`;
      return [finding('lint/no-pool', policy, { at: `${above}/${i}`, says, help })];
    }),
  );
}
