/** Both sets decide each admission on record; a workload whose last admission comes out otherwise is a change. */
import type { Recorded } from '../../adapters/records/recorder.ts';
import { priceOf } from '../../core/claim/price-of.ts';
import type { RuleOutcome } from '../../core/decision.ts';
import type { Op } from '../../core/edits/patch.ts';
import { readPod } from '../../core/read-pod.ts';
import type { Raw } from '../../expand/raw.ts';
import { reasonLine } from '../../report/lines.ts';
import type { Change, Outcomes, Side } from '../../report/changes.ts';
import { outcome } from '../../report/explain.ts';
import { rehearse, type Rehearsal } from '../../rehearse.ts';
import type { Cast } from './cast.ts';
import { unjudgedIn } from './unjudged.ts';

/** The last admission of a workload, as both sets decide it. */
interface Last extends Change {
  readonly same: boolean;
  readonly lacks: readonly string[];
  /** The rule of the cluster's decision, where the old set's is another. */
  readonly there?: string;
}

/** The two sets, the old one first. */
export async function replayed(
  records: readonly Recorded[],
  casts: readonly Cast[],
): Promise<Outcomes> {
  const [before, after] = casts;
  if (before === undefined || after === undefined) throw new Error('two sets are compared');
  const latest = new Map<string, Last>();
  for (const [i, record] of records.entries()) {
    const was = await played(record, before, i);
    const becomes = await played(record, after, i);
    latest.set(was.workload, compared(record, was, becomes));
  }
  const workloads = [...latest.values()].toSorted((a, b) => (a.workload < b.workload ? -1 : 1));
  return {
    admissions: records.length,
    workloads: workloads.length,
    changes: workloads
      .filter(({ same, lacks }) => !same && lacks.length === 0)
      .map(({ workload, was, becomes }) => ({ workload, was, becomes })),
    lacking: workloads
      .filter(({ lacks }) => lacks.length > 0)
      .map(({ workload, lacks }) => ({ workload, lacks })),
    otherwise: workloads.flatMap(({ workload, there, was, lacks }) =>
      there === undefined || lacks.length > 0 ? [] : [{ workload, there, here: was.rule }],
    ),
    ...unjudgedIn(before, after),
  };
}

const compared = (record: Recorded, was: Played, becomes: Played): Last => ({
  workload: was.workload,
  was: was.side,
  becomes: becomes.side,
  same: was.key === becomes.key,
  lacks: record.lacks ?? [],
  ...(was.decided === decidedIn(record) ? {} : { there: record.rule }),
});

const decidedIn = ({ verdict, inForce, rule }: Pick<Recorded, 'verdict' | 'inForce' | 'rule'>) =>
  `${verdict} ${inForce} ${rule}`;

interface Played {
  readonly workload: string;
  readonly key: string;
  /** To be compared with what the cluster had decided. */
  readonly decided: string;
  readonly side: Side;
}

/** What is stored but for our own words. */
const editsIn = ({ ops }: Rehearsal): readonly Op[] =>
  ops.filter(({ path }) => !path.startsWith('/metadata/annotations'));

/** Equal where nobody would notice a difference: what is stored, and who is told what. */
const keyOf = (told: Rehearsal): string =>
  JSON.stringify([
    outcome(told.proposed, told.judged),
    editsIn(told),
    told.judged.rules
      .filter(({ outcome: of }) => of !== 'pass' && of !== 'skip')
      .map(({ id, outcome: of }) => [id, of]),
  ]);

async function played(record: Recorded, cast: Cast, ordinal: number): Promise<Played> {
  const pod: Raw = { apiVersion: 'v1', kind: 'Pod', ...structuredClone(record.pod) };
  pod['metadata'] = { ...record.pod.metadata, namespace: record.namespace };
  const told = await rehearse(pod, { admit: cast.stage.admit, dryRun: true, ordinal });
  // It was read as one when the records were.
  if ('faults' in told) throw new Error(`a pod on record cannot be read: ${JSON.stringify(told)}`);
  const { namespace, kind, name } = told.proposed.workload;
  const { verdict, inForce, because } = told.judged;
  return {
    workload: `${namespace}/${kind}/${name}`,
    key: keyOf(told),
    decided: decidedIn({ verdict, inForce, rule: because.rule }),
    side: sideOf(told, cast),
  };
}

function sideOf(told: Rehearsal, { stage, priced }: Cast): Side {
  const { proposed, judged } = told;
  const came = outcome(proposed, judged);
  const refused = came === 'refused';
  const read = readPod(told.admitted);
  const { menu, catalogue } = stage.source.current();
  const price = priced && !refused && read.ok ? priceOf(read.pod, menu, catalogue) : 'unknown';
  const because = refused ? judged.because : proposed.because;
  return {
    outcome: came,
    slices: proposed.inForce && !refused ? proposed.containers.map(({ chosen }) => chosen) : [],
    rule: judged.because.rule,
    why: reasonLine(because),
    found: judged.rules.flatMap(foundBy),
    edits: refused ? [] : editsIn(told).map(editLine),
    milliGPU: refused ? 0 : judged.claimFinal.milliGPU,
    ...(price === 'unknown' ? {} : { price }),
  };
}

const DOES = { fail: 'refuses', error: 'refuses', warn: 'warns', skip: 'is only noted' } as const;

function foundBy({ id, outcome: of, exemption }: RuleOutcome): string[] {
  if (of === 'pass') return [];
  return [exemption === undefined ? `${id} ${DOES[of]}` : `${id} is exempted by ${exemption}`];
}

const editLine = (op: Op): string =>
  'value' in op ? `${op.op} ${op.path} ${JSON.stringify(op.value)}` : `${op.op} ${op.path}`;
