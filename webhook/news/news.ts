/**
 * What a workload's pods will get, told while the workload is applied: both visits of the first pod of
 * each template that is new, tried as explain and review try them, in the World of the moment. Nothing is
 * charged, kept or counted as a pod's visit. Whatever cannot be told is left unsaid: its pods are
 * reviewed when they come.
 */
import { governed, judged } from '../core/governed.ts';
import type { Decision } from '../core/decision.ts';
import { readPod } from '../core/read-pod.ts';
import type { Expanded } from '../expand/expand.ts';
import { member, text, type Raw } from '../expand/raw.ts';
import type { Admit } from '../admit.ts';
import { rehearse } from '../rehearse.ts';
import { newsLine, type Foretold } from '../report/news.ts';
import { newTemplates } from './new-templates.ts';

export interface Change {
  readonly object: Raw;
  /** As it was before, where it was there. */
  readonly old: Raw | 'none';
  readonly namespace: string;
}

export interface News {
  /** `unchanged`: no template of it is new and of GPUs. */
  readonly outcome: 'unchanged' | 'nothing' | 'told';
  /** E.g. `Deployment speech/whisper`. */
  readonly workload: string;
  readonly line?: string;
}

export interface Teller {
  readonly admit: Admit;
  /** Dynamic Resource Allocation is read as well. */
  readonly dra: boolean;
}

export async function newsOf(change: Change, teller: Teller): Promise<News> {
  const { object, old, namespace } = change;
  const workload = titleIn(object, namespace);
  const ours = newTemplates(object, old, namespace).filter((one) => isSent(one, teller.dra));
  if (ours.length === 0) return { outcome: 'unchanged', workload };
  const told: Foretold[] = [];
  for (const one of ours) told.push(...(await foretold(one, change, teller)));
  const line = newsLine(workload, told);
  return line === undefined
    ? { outcome: 'nothing', workload }
    : { outcome: 'told', workload, line };
}

function titleIn(object: Raw, namespace: string): string {
  const meta = member(object, 'metadata');
  const name = text(meta['name']) ?? `${text(meta['generateName']) ?? ''}*`;
  return `${text(object['kind']) ?? 'workload'} ${namespace}/${name}`;
}

const podOf = ({ pods: [pod] }: Expanded) => readPod(pod);

function isSent(one: Expanded, dra: boolean): boolean {
  const read = podOf(one);
  return read.ok && judged(read.pod, dra);
}

async function foretold(one: Expanded, { old }: Change, { admit }: Teller): Promise<Foretold[]> {
  const [pod] = one.pods;
  const read = podOf(one);
  if (pod === undefined || !read.ok) return [];
  const tried = await rehearse(pod, { admit, dryRun: true, ordinal: 0 });
  if ('faults' in tried) return [];
  // What only /validate is sent is never rewritten.
  const proposed: Decision = governed(read.pod) ? tried.proposed : { ...tried.judged, edits: [] };
  const standing = old !== 'none';
  const alike = one.replicas < 2 || (await lastAlike(pod, proposed, admit));
  return [{ pods: podsOf(one, alike), proposed, judged: withoutQuota(tried.judged, standing) }];
}

/**
 * What a team has left is known to the moment. An object that stands already may hold what its new pods
 * will take its place of, and a ledger that is not built yet says nothing of anybody.
 */
function withoutQuota(decision: Decision, standing: boolean): Decision {
  const rules = decision.rules.filter(({ id }) =>
    standing ? !id.startsWith('quota/') : id !== 'quota/unknown',
  );
  if (rules.length === decision.rules.length) return decision;
  const refused = rules.some(({ outcome }) => outcome === 'fail');
  return { ...decision, rules, ...(refused ? {} : { verdict: 'leave' as const }) };
}

const ORDINALS = [
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/job-completion-index',
  'leaderworkerset.sigs.k8s.io/group-index',
];

/** Further than any replica: it stands where a policy that is rolled out to some comes last. */
const LAST = '999999999';

/** Whether a policy that acts on a share of the replicas would act on all. */
async function lastAlike(pod: Raw, first: Decision, admit: Admit): Promise<boolean> {
  const meta = member(pod, 'metadata');
  const labels = member(meta, 'labels');
  const numbered = ORDINALS.filter((key) => Object.hasOwn(labels, key));
  if (numbered.length === 0 || first.verdict !== 'rewrite') return true;
  const far = Object.fromEntries(numbered.map((key) => [key, LAST]));
  const last = { ...pod, metadata: { ...meta, labels: { ...labels, ...far } } };
  const tried = await rehearse(last, { admit, dryRun: true, ordinal: 1 });
  return 'faults' in tried || tried.proposed.inForce === first.inForce;
}

function podsOf({ group, atOnce: { least, most } }: Expanded, alike: boolean): string {
  const of = group === '' ? '' : `${group} `;
  const many = least === most && most > 1 ? `${most} ` : '';
  if (!alike) return `the first of its ${many}${of}pods`;
  // Of what is scaled to none it is told as of one.
  return most === least && most < 2 ? `its ${of}pod` : `its ${many}${of}pods`;
}
