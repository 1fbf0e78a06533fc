/** What a policy grants, made ready: one Terms for each class, which never changes. */
import type { Mechanism, Mode, WorkloadClass } from '../core/decision.ts';
import type { MatchExpression } from '../core/pod.ts';
import type { FractionTerms, Terms, Trust } from '../core/terms.ts';
import { floorMiB, limitMiB } from './amounts.ts';
import { secondsIn } from './durations.ts';
import type { GpuPolicy } from './schema/gpu-policy.ts';

export type Sharing = NonNullable<GpuPolicy['spec']['sharing']>;

/** Made once for each class and then shared: a Terms never changes. */
export function termsFor(
  policy: string,
  mode: Mode,
  sharing: Sharing,
): (of: WorkloadClass) => Terms {
  const { ladder, floor, ceiling, timeSlice, mps, fraction, require, pools, ...rest } = sharing;
  const everywhere = require.map(({ values, ...expression }) =>
    values.length === 0 ? expression : { ...expression, values },
  );
  const common: Omit<Terms, 'ladder' | 'require'> = {
    policy,
    mode,
    ...rest,
    floorMiB: floor === undefined ? 0 : floorMiB(floor.vram),
    declared: sharing.declared ?? 'ignore',
    backOff: backOffFor(sharing.backOff),
    ceilingMiB: ceiling === undefined ? Infinity : limitMiB(ceiling.vram),
    timeSlice: trusting(timeSlice),
    mps: { ...trusting(mps), runAsUser: mps.runAsUser },
    fraction: fraction === undefined ? 'none' : fractionFor(fraction),
  };
  const made = new Map<WorkloadClass, Terms>();
  return (of) => {
    const terms = made.get(of) ?? {
      ...common,
      ladder: rungs(ladder, of),
      require: [...everywhere, ...poolFor(pools, of)],
    };
    made.set(of, terms);
    return terms;
  };
}

const STANDARD: NonNullable<Sharing['backOff']> = { restarts: 2, within: '10m', for: '7d' };

/** Whoever says nothing of it has it: a slice that is never taken back is worse than one too large. */
function backOffFor(said: Sharing['backOff'] = STANDARD): Terms['backOff'] {
  const { restarts, within, for: lasts } = said;
  if (restarts === 0) return 'never';
  return { restarts, within: secondsIn(within), lasts: secondsIn(lasts) };
}

/** A class that is named has its own pool and not the default's as well. */
const poolFor = (pools: Sharing['pools'], of: WorkloadClass): MatchExpression[] =>
  Object.entries((pools[of] ?? pools.default)?.nodeLabels ?? {})
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => ({ key, operator: 'In', values: [value] }));

const trusting = ({ trustDomain, pools }: Sharing['timeSlice']): Trust => ({
  trustDomain,
  pools: pools.map(({ nodeLabels }) => nodeLabels),
});

/** What each engine's chart calls its scheduler. */
const SCHEDULERS = { kai: 'kai-scheduler', hami: 'hami-scheduler' } as const;

const fractionFor = (fraction: NonNullable<Sharing['fraction']>): FractionTerms => ({
  ...trusting(fraction),
  engine: fraction.engine,
  schedulerName: fraction.schedulerName ?? SCHEDULERS[fraction.engine],
  schedule: fraction.schedule,
  ...(fraction.queue === undefined ? {} : { queue: fraction.queue }),
});

/** `whole` is always last; a class nobody could tell stays whole unless it is named. */
function rungs(ladder: Sharing['ladder'], of: WorkloadClass): readonly Mechanism[] {
  const named = ladder[of] ?? (of === 'unknown' ? [] : ladder.default);
  return [...new Set<Mechanism>([...named.filter((mechanism) => mechanism !== 'whole'), 'whole'])];
}
