/** What a team's quota says of a claim, in words. */
import type { Claim, Limits } from '../claim.ts';
import type { Reason } from '../decision.ts';
import { gpus } from '../text.ts';

export interface OverQuota {
  readonly used: Claim;
  readonly limit: Limits;
  readonly asked: Claim;
}

/** Names team, limit, used and asked, in the measure that is short, and what would help. */
export function overQuota(team: string, { used, limit, asked }: OverQuota): Reason {
  const { milliGPU = Infinity, MiB = Infinity } = limit;
  const short: string[] = [];
  if (used.milliGPU + asked.milliGPU > milliGPU)
    short.push(
      `asks for ${gpus(asked.milliGPU)} GPU and uses ${gpus(used.milliGPU)} of its limit of ${gpus(milliGPU)}`,
    );
  if (used.MiB + asked.MiB > MiB)
    short.push(`asks for ${asked.MiB} MiB and uses ${used.MiB} of its limit of ${MiB} MiB`);
  return {
    rule: 'quota/team',
    says: `team ${team} ${short.join(' and ')}; finish or delete a GPU pod of the team, or have its GpuQuota raised`,
  };
}
