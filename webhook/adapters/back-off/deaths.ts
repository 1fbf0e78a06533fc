/**
 * What a pod's status tells of containers that died, kept only for pods that were given a slice: of
 * others a death says nothing about us. What ended them from outside says nothing about the slice
 * either: an eviction, a lost node, a deletion, or that they were done.
 */
import { LONGEST_ORIGINAL } from '../../core/edits/original.ts';
import { DECISION, ORIGINAL } from '../../core/governed.ts';
import { REVISION_LABELS } from '../../core/identity/rollout.ts';
import { controllerOf } from '../../core/pod.ts';
import { isRecord, listIn, recordIn, textIn, textsIn, type Raw } from '../raw.ts';
import { sharedMeta } from '../seen.ts';

export interface Death {
  readonly container: string;
  /** The restart that followed, counted from 1; 0 where none did, since its pod has ended. */
  readonly restart: number;
  /** In milliseconds since the epoch. */
  readonly begun: number;
  readonly ended: number;
  /** E.g. `OOMKilled, exit code 137`. */
  readonly how: string;
}

export interface Failing {
  /** The same for replicas that one controller makes of one template. */
  readonly group: string;
  readonly deaths: readonly Death[];
}

/** `undefined` for nearly all pods. */
export function failingIn(object: Raw): Failing | undefined {
  const status = recordIn(object, 'status');
  if (!isRewritten(object) || wasTaken(object, status)) return undefined;
  const statuses = [
    ...listIn(status, 'initContainerStatuses'),
    ...listIn(status, 'containerStatuses'),
  ];
  const deaths = statuses.filter(isRecord).flatMap((one) => deathOf(one, status));
  return deaths.length === 0 ? undefined : { group: groupOf(object), deaths };
}

export const isRewritten = (object: Raw): boolean => {
  const annotations = recordIn(recordIn(object, 'metadata'), 'annotations');
  return ORIGINAL in annotations && DECISION in annotations;
};

/** The kubelet gives a reason for whatever it ends itself, and whoever disrupts a pod leaves a condition. */
const wasTaken = (object: Raw, status: Raw): boolean =>
  textIn(recordIn(object, 'metadata'), 'deletionTimestamp') !== '' ||
  textIn(status, 'reason') !== '' ||
  listIn(status, 'conditions')
    .filter(isRecord)
    .some(({ type, status: is }) => type === 'DisruptionTarget' && is === 'True');

/** The last one only: that is all a status tells. Of a pod that ended, that which ended it. */
function deathOf(one: Raw, { phase }: Raw): Death[] {
  const restarts = typeof one['restartCount'] === 'number' ? one['restartCount'] : 0;
  const ended = recordIn(recordIn(one, 'state'), 'terminated');
  const found =
    phase === 'Failed'
      ? { said: ended, restart: 0 }
      : { said: recordIn(recordIn(one, 'lastState'), 'terminated'), restart: restarts };
  if (phase !== 'Failed' && restarts === 0) return [];
  const { said, restart } = found;
  const [begun, at] = [
    Date.parse(textIn(said, 'startedAt')),
    Date.parse(textIn(said, 'finishedAt')),
  ];
  const code = said['exitCode'];
  if (
    code === 0 ||
    typeof code !== 'number' ||
    !(at > 0) ||
    NOT_SEEN.includes(textIn(said, 'reason'))
  )
    return [];
  const container = textIn(one, 'name');
  return [{ container, restart, begun: begun > 0 ? begun : at, ended: at, how: howOf(said, code) }];
}

/** What a kubelet says of containers that it cannot find again. */
const NOT_SEEN = ['ContainerStatusUnknown'];

/** `Error` says no more than the code. */
function howOf(said: Raw, code: number): string {
  const reason = textIn(said, 'reason');
  const exit = `exit code ${code}`;
  return reason === '' || reason === 'Error' ? exit : `${reason.slice(0, 64)}, ${exit}`;
}

function groupOf(object: Raw): string {
  const metadata = recordIn(object, 'metadata');
  const controller = controllerOf(sharedMeta(metadata))?.uid ?? textIn(metadata, 'uid');
  const labels = textsIn(metadata, 'labels');
  const hash = REVISION_LABELS.map((key) => labels[key]).find((value) => value !== undefined) ?? '';
  // A StatefulSet's uid outlives its revisions, and a Job's pods the shape they were given.
  return `${controller} ${hash} ${slicesIn(textsIn(metadata, 'annotations')[ORIGINAL] ?? '')}`;
}

/** What is longer nobody of us wrote, and each that is remembered takes its room. */
const slicesIn = (original: string): string =>
  original.length > LONGEST_ORIGINAL
    ? ''
    : [...original.matchAll(/"slice":"([^"]{0,256})"/g)].map(([, slice]) => slice).join();
