/**
 * How a pod that waits comes anew, by whoever made it, so that it passes our door this time. A pod
 * without a node runs nothing, so deleting it loses nothing, and nothing that runs is touched: a
 * restart of the whole Deployment would work, and stop its healthy replicas for it.
 */
import { REVISION_LABELS } from '../identity/rollout.ts';
import type { Labels, OwnerReference } from '../pod.ts';

export interface Waiting {
  readonly namespace: string;
  readonly controller: OwnerReference | 'none';
  readonly names: readonly string[];
  /** What all of them carry. */
  readonly labels: Labels;
  /** Others of the same controller have a node. */
  readonly someRun: boolean;
  /** A sibling that runs whole keeps them whole, until there is another revision. */
  readonly anew: 'pod' | 'revision';
  /** Whoever controls the controller, where a rule or an informer knows it. */
  readonly workload: { readonly kind: string; readonly name: string };
}

export interface Recreation {
  /** For a shell; `none` where a name in it might be more to a shell than a word. */
  readonly command: string;
  /** What whoever runs it should know beforehand. */
  readonly note?: string;
}

/** More names than this are no command to read. */
const NAMED = 5;
/** A shell takes more, and nobody wants to look at it; the rest is listed once these are gone. */
const MOST_NAMED = 50;

/** As the API server holds the names of objects. */
const NAME = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
const LABEL_VALUE = /^(?=.{1,63}$)[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

const isName = (text: string): boolean => NAME.test(text);

/** Whoever writes a pod writes its owner too, in any words: the API server looks for no such owner. */
const UNTOLD: Recreation = {
  command: 'none',
  note: 'its owner has a name or a version that no object here can have: look at the pod before anything is run',
};

/** `none` where no command would give them another shape. */
export function recreation(waiting: Waiting): Recreation | 'none' {
  const { namespace, controller, names } = waiting;
  if (![namespace, ...names].every(isName)) return UNTOLD;
  if (waiting.anew === 'revision') return rollout(waiting);
  if (controller === 'none') return anew(namespace, names);
  return isJob(controller) ? ofJob(waiting, controller) : { command: deletion(waiting) };
}

/** Others are called so as well, such as Volcano's. */
const isJob = ({ kind, apiVersion }: OwnerReference): boolean =>
  kind === 'Job' && apiVersion.startsWith('batch/');

const ROLLED_OUT = ['Deployment', 'StatefulSet', 'DaemonSet'];

/** A StatefulSet waits for its pods to be ready before it replaces them, and these never are; so they go first. */
function rollout({
  namespace,
  workload: { kind, name },
  ...waiting
}: Waiting): Recreation | 'none' {
  if (!ROLLED_OUT.includes(kind)) return 'none';
  if (!isName(name)) return UNTOLD;
  const restart = `kubectl rollout restart ${kind.toLowerCase()}/${name} -n ${namespace}`;
  const then = kind === 'Deployment' ? '' : ` && ${deletion({ namespace, ...waiting })}`;
  return {
    command: `${restart}${then}`,
    note: 'pods of one revision have one shape, and some of it run whole: this replaces those as well',
  };
}

/** Nobody makes a bare pod again. `replace` leaves out what only the server may write. */
function anew(namespace: string, names: readonly string[]): Recreation {
  const of = `-n ${namespace}`;
  const command = `kubectl get pod ${names.slice(0, MOST_NAMED).join(' ')} ${of} -o yaml | kubectl replace ${of} --force -f -`;
  return { command, note: 'no controller makes it again: keep its manifest at hand' };
}

/** A pod of a Job that is deleted counts as one that failed; one that is gone because the Job was suspended does not. */
function ofJob(waiting: Waiting, { apiVersion, name }: OwnerReference): Recreation {
  if (apiVersion !== 'batch/v1' || !isName(name)) return UNTOLD;
  if (waiting.someRun)
    return {
      command: deletion(waiting),
      note: 'each counts towards the backoffLimit of the Job; suspending it would stop those of its pods that run',
    };
  const of = `-n ${waiting.namespace}`;
  const suspend = (to: boolean): string =>
    `kubectl patch job ${name} ${of} -p '{"spec":{"suspend":${to}}}'`;
  const command = `${suspend(true)} && kubectl wait job ${name} ${of} --for=condition=Suspended && ${suspend(false)}`;
  return { command, note: 'suspended pods do not count towards the backoffLimit' };
}

function deletion({
  namespace,
  names,
  labels,
}: Pick<Waiting, 'namespace' | 'names' | 'labels'>): string {
  const revision = REVISION_LABELS.find((key) => LABEL_VALUE.test(labels[key] ?? ''));
  const which =
    names.length <= NAMED || revision === undefined
      ? names.slice(0, MOST_NAMED).join(' ')
      : `-l ${revision}=${labels[revision] ?? ''} --field-selector=spec.nodeName=`;
  return `kubectl delete pod -n ${namespace} ${which}`;
}
