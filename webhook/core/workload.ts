/**
 * Who a pod belongs to, from memory and at once: the controller, upwards. ReplicaSet and CronJob
 * names are derived by rule; informers overrule the rule where they have seen the owner. An owner
 * kind nobody has heard of is itself the workload.
 */
import type { Workload } from './decision.ts';
import { controllerOf, type ObjectMeta, type OwnerReference } from './pod.ts';

export type OwnerOf = (
  namespace: string,
  owner: OwnerReference,
) => OwnerReference | 'none' | 'unseen';

/** Owner chains in the wild end after six links; a cycle must end too. */
const MOST_LINKS = 8;

export function identify(
  meta: ObjectMeta,
  namespace: string,
  ownerOf: OwnerOf,
): Workload | 'unknown' {
  const controller = controllerOf(meta);
  if (controller === undefined) return barePod(meta, namespace);
  let owner = controller;
  let by = 'owner';
  for (let link = 0; link < MOST_LINKS; link++) {
    const above = ownerOf(namespace, owner);
    if (above === 'none') break;
    if (above === 'unseen') return ruled(owner, meta, namespace, by);
    owner = above;
    by = 'informer';
  }
  return { namespace, kind: owner.kind, name: owner.name, by };
}

/** All labels that the identity or likeness of a pod is read from; a view need keep no others. */
export const IDENTIFYING_LABELS = [
  'pod-template-hash',
  'controller-revision-hash',
  'notebook-name',
] as const;

/** The API server cuts the stem here to make room for five more characters. */
const LONGEST_STEM = 58;

/** A generated name exists on the second visit only, so what it was generated from goes first. */
function barePod({ name, generateName = '' }: ObjectMeta, namespace: string): Workload | 'unknown' {
  const stem = generateName.replace(/-+$/, '');
  if (stem !== '' && (!name || name.startsWith(generateName.slice(0, LONGEST_STEM))))
    return { namespace, kind: 'Pod', name: stem, by: 'generate-name' };
  return name ? { namespace, kind: 'Pod', name, by: 'bare-pod' } : 'unknown';
}

function ruled(owner: OwnerReference, meta: ObjectMeta, namespace: string, by: string): Workload {
  const rule = rules.get(owner.kind);
  return { namespace, ...(rule?.(owner.name, meta) ?? { kind: owner.kind, name: owner.name, by }) };
}

type Rule = (name: string, meta: ObjectMeta) => Omit<Workload, 'namespace'> | undefined;

/** What the names and labels that built-in controllers write tell of the owner above. */
const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['ReplicaSet', deploymentOf],
  ['Job', cronJobOf],
  ['StatefulSet', notebookOf],
]);

function deploymentOf(name: string, { labels }: ObjectMeta): ReturnType<Rule> {
  const hash = labels?.['pod-template-hash'];
  return hash !== undefined && name.endsWith(`-${hash}`)
    ? { kind: 'Deployment', name: name.slice(0, -hash.length - 1), by: 'replicaset-name' }
    : undefined;
}

function cronJobOf(name: string): ReturnType<Rule> {
  const found = /^(.+)-(\d{8})$/.exec(name);
  return found !== null && scheduledMinute(Number(found[2]))
    ? { kind: 'CronJob', name: found[1] ?? '', by: 'job-name' }
    : undefined;
}

/** A Notebook's pods hang on a StatefulSet of its name; the label counts because the owner agrees. */
function notebookOf(name: string, { labels }: ObjectMeta): ReturnType<Rule> {
  return labels?.['notebook-name'] === name
    ? { kind: 'Notebook', name, by: 'notebook-name' }
    : undefined;
}

/**
 * A CronJob names its Jobs by minutes since the epoch. 28,000,000 is March 2023 and 40,000,000
 * is 2046; dates such as 20261121 lie below.
 */
const scheduledMinute = (minutes: number): boolean => minutes >= 28_000_000 && minutes < 40_000_000;

/** What tells replicas of one rollout from those of the next; without a controller's label, the revision. */
export const controllerHash = (meta: ObjectMeta, revision: string): string =>
  meta.labels?.['pod-template-hash'] ?? meta.labels?.['controller-revision-hash'] ?? revision;
