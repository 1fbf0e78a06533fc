/**
 * A pod as `kubectl get pod NAME -o yaml` prints it, back to what was submitted. It names its node,
 * because it was bound to one, and carries what Tranche made of it; explained as it stands it would
 * look like a pod that somebody has placed by hand. Nothing else that the API server and its plugins
 * write tells it from a new one: their defaults are on every pod, and the token's volume is not read.
 */
import { ORIGINAL } from '../core/governed.ts';
import { readOriginal } from '../core/edits/original.ts';
import type { Pod } from '../core/pod.ts';
import { readPod } from '../core/read-pod.ts';
import { restoreOps } from '../core/edits/restore.ts';
import { stripped } from '../core/edits/undo.ts';
import { defaulted } from '../expand/defaults.ts';
import { isRecord, member, text, type Raw } from '../expand/raw.ts';
import { applied } from '../rehearse.ts';

/** Whether a cluster has stored it; `kubectl create --dry-run` writes an empty status, and no more. */
export function isLive({ apiVersion, kind, metadata, status }: Raw): boolean {
  if (apiVersion !== 'v1' || kind !== 'Pod') return false;
  const { uid, creationTimestamp } = member(metadata);
  const stored = text(uid) !== undefined && text(creationTimestamp) !== undefined;
  return stored || (isRecord(status) && Object.keys(status).length > 0);
}

export function asSubmitted(pod: Raw): Raw {
  const read = readPod(pod);
  const back = read.ok ? unmade(pod, read.pod) : pod;
  const { nodeName: _node, ephemeralContainers: _debugged, ...spec } = member(back, 'spec');
  const { name, generateName, namespace, labels, annotations, ownerReferences } = member(
    back,
    'metadata',
  );
  const metadata = { name, generateName, namespace, labels, annotations, ownerReferences };
  // The scheduler's name is a default again, where it was one.
  return defaulted({ ...back, metadata: written(metadata), spec });
}

const written = (members: Raw): Raw =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

/** What an earlier visit of ours wrote taken back, as its annotation tells it. */
function unmade(pod: Raw, read: Pod): Raw {
  const original = readOriginal(read);
  if (original !== 'none') return applied(pod, restoreOps(read, original));
  const { annotations } = stripped(read).metadata;
  return { ...pod, metadata: { ...member(pod, 'metadata'), annotations } };
}

export function noteOn(pod: Raw): string {
  const node = text(member(pod, 'spec')['nodeName']);
  const aside = [
    ...(node === undefined ? [] : [`its node ${node}`]),
    ...(Object.hasOwn(member(pod, 'metadata', 'annotations'), ORIGINAL)
      ? ['what Tranche made of it']
      : []),
  ];
  const without = aside.length === 0 ? '' : `, without ${aside.join(' and ')}`;
  return `read from a cluster: explained as if it came anew${without}`;
}
