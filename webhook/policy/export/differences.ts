/** Where an admission policy and our guardrail part, told only where a pod could meet it. */
import { covers, hasEnded } from '../../core/exemption.ts';
import type { Guard, InCel } from '../../core/guards/rule.ts';
import type { Document } from '../documents.ts';
import { disjoint, globsCover } from '../lint/covers.ts';
import { secondsOf } from '../profiles.ts';
import type { GpuExemption } from '../schema/gpu-exemption.ts';
import type { GpuPolicy } from '../schema/gpu-policy.ts';

export interface Past {
  /** Namespaces that are never sent to us either. */
  readonly away: readonly string[];
  readonly exemptions: readonly Document<GpuExemption>[];
  /** Seconds since the epoch: one that has ended lets nobody past. */
  readonly readAt: number;
}

interface Said {
  readonly guard: Guard;
  readonly inCel: InCel;
}

export function differences(
  { guard, inCel: { unseen = [] } }: Said,
  { value: { spec } }: Document<GpuPolicy>,
  { except }: GpuPolicy['spec']['guards'][number],
  { away, exemptions, readAt }: Past,
): string[] {
  const nobodys = [...away, ...except];
  const past = exemptions.filter(
    ({ value: { spec: of } }) =>
      covers(of, guard.id) &&
      !hasEnded({ expires: secondsOf(of.expires) }, readAt) &&
      !disjoint(spec.match, { ...of.match, classes: [], namespaceLabels: {} }) &&
      !globsCover(nobodys, of.match.namespaces),
  );
  return [
    ...unseen,
    ...past.map(
      ({ name, value }) =>
        `GpuExemption ${name} lets pods past it until ${value.spec.expires}, and CEL, which has no clock, holds them to it`,
    ),
  ];
}
