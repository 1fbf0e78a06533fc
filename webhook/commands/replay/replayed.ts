/** Both sets decide each admission on record; a workload whose last admission comes out otherwise is a change. */
import type { Recorded } from '../../adapters/records/recorder.ts';
import { priceOf } from '../../core/claim/price-of.ts';
import { readPod } from '../../core/read-pod.ts';
import type { Raw } from '../../expand/raw.ts';
import { reasonLine } from '../../report/lines.ts';
import type { Change, Outcomes, Side } from '../../report/changes.ts';
import { outcome } from '../../report/explain.ts';
import { rehearse, type Rehearsal } from '../../rehearse.ts';
import type { Cast } from './cast.ts';

/** The two sets, the old one first. */
export async function replayed(
  records: readonly Recorded[],
  casts: readonly Cast[],
): Promise<Outcomes> {
  const [before, after] = casts;
  if (before === undefined || after === undefined) throw new Error('two sets are compared');
  const latest = new Map<string, Change & { readonly same: boolean }>();
  let lacking = 0;
  for (const [i, record] of records.entries()) {
    const [was, becomes] = await Promise.all(
      [before, after].map((cast) => played(record, cast, i)),
    );
    if (was === undefined || becomes === undefined) continue;
    // What decided it, such as the value of a variable, is not kept: nobody can say what would.
    if (record.rule.startsWith('never/') && was.rule !== record.rule) lacking++;
    else
      latest.set(was.workload, {
        workload: was.workload,
        was: was.side,
        becomes: becomes.side,
        same: was.key === becomes.key,
      });
  }
  const workloads = [...latest.values()];
  return {
    admissions: records.length,
    workloads: workloads.length,
    lacking,
    changes: workloads
      .filter(({ same }) => !same)
      .map(({ workload, was, becomes }) => ({ workload, was, becomes }))
      .toSorted((a, b) => (a.workload < b.workload ? -1 : 1)),
  };
}

interface Played {
  readonly workload: string;
  readonly rule: string;
  readonly key: string;
  readonly side: Side;
}

/** Equal where nobody would notice a difference: what is stored but for our own words, and who is told what. */
const keyOf = ({ proposed, judged, ops }: Rehearsal): string =>
  JSON.stringify([
    outcome(proposed, judged),
    ops.filter(({ path }) => !path.startsWith('/metadata/annotations')),
    judged.rules.filter(({ outcome: of }) => of !== 'pass' && of !== 'skip').map(({ id }) => id),
  ]);

async function played(record: Recorded, cast: Cast, ordinal: number): Promise<Played | undefined> {
  const pod: Raw = { apiVersion: 'v1', kind: 'Pod', ...structuredClone(record.pod) };
  pod['metadata'] = { ...record.pod.metadata, namespace: record.namespace };
  const told = await rehearse(pod, { admit: cast.stage.admit, dryRun: true, ordinal });
  if ('faults' in told) return undefined;
  const { namespace, kind, name } = told.proposed.workload;
  return {
    workload: `${namespace}/${kind}/${name}`,
    rule: told.proposed.because.rule,
    key: keyOf(told),
    side: sideOf(told, cast),
  };
}

function sideOf(told: Rehearsal, { stage, priced }: Cast): Side {
  const { proposed, judged } = told;
  const came = outcome(proposed, judged);
  const refused = came === 'refused';
  const read = readPod(told.admitted);
  const price =
    priced && !refused && read.ok ? priceOf(read.pod, stage.source.current().menu) : 'unknown';
  return {
    outcome: came,
    slices: proposed.inForce && !refused ? proposed.containers.map(({ chosen }) => chosen) : [],
    why: refused ? reasonLine(judged.because) : reasonLine(proposed.because),
    milliGPU: refused ? 0 : judged.claimFinal.milliGPU,
    ...(price === 'unknown' ? {} : { price }),
  };
}
