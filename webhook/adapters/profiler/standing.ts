/** Objects of a cluster, from itself or from files, as the profiler looks at them. */
import type { Labels, OwnerReference } from '../../core/pod.ts';
import { readPod } from '../../core/read-pod.ts';
import { ofKind, type Document } from '../../policy/documents.ts';
import type { Kind } from '../../policy/schema/kinds.ts';
import type { Maker, Standing, StandingPod } from '../../usage/profiling/standing.ts';
import { isRecord, listIn, recordIn, textIn, textsIn, type Raw } from '../raw.ts';

export function standingOf(documents: readonly Document[]): Standing {
  return {
    pods: ofKind(documents, 'Pod').flatMap(({ value }) => podIn(value)),
    makers: MAKERS.flatMap((kind) =>
      documents.filter((one) => one.kind === kind).flatMap(({ value }) => makerIn(kind, value)),
    ),
  };
}

export const nodeLabels = (documents: readonly Document[]): ReadonlyMap<string, Labels> =>
  new Map(
    ofKind(documents, 'Node').map(({ name, value }) => [
      name,
      textsIn(recordIn(value, 'metadata'), 'labels'),
    ]),
  );

/** All of them are in a World, too, for whoever goes up from a pod to its workload. */
const MAKERS: readonly Kind[] = ['ReplicaSet', 'Job', 'StatefulSet'];

function podIn(raw: unknown): StandingPod[] {
  const read = readPod(raw);
  if (!read.ok || !isRecord(raw)) return [];
  const status = recordIn(raw, 'status');
  const address = recordIn(raw, 'spec')['hostNetwork'] === true ? '' : textIn(status, 'podIP');
  return [
    {
      pod: read.pod,
      created: timeIn(recordIn(raw, 'metadata'), 'creationTimestamp'),
      ...(address === '' ? {} : { address }),
      runningSince: textIn(status, 'phase') === 'Running' ? runningSince(status) : 'no',
    },
  ];
}

/** The latest of its containers, for all of them are to be told of. */
const runningSince = (status: Raw): number =>
  listIn(status, 'containerStatuses')
    .filter(isRecord)
    .map((one) => timeIn(recordIn(recordIn(one, 'state'), 'running'), 'startedAt'))
    .reduce((latest, at) => Math.max(latest, at), timeIn(status, 'startTime'));

/** Seconds since the epoch, 0 where nothing says when. */
function timeIn(from: Raw, key: string): number {
  const at = Date.parse(textIn(from, key));
  return Number.isFinite(at) ? Math.floor(at / 1000) : 0;
}

function makerIn(kind: string, raw: unknown): Maker[] {
  if (!isRecord(raw)) return [];
  const metadata = recordIn(raw, 'metadata');
  if (!isUnchanged(kind, metadata)) return [];
  const [namespace, name] = [textIn(metadata, 'namespace'), textIn(metadata, 'name')];
  const template = recordIn(recordIn(raw, 'spec'), 'template');
  const owner: OwnerReference = {
    apiVersion: textIn(raw, 'apiVersion'),
    kind,
    name,
    uid: textIn(metadata, 'uid'),
    controller: true,
  };
  const read = readPod({
    metadata: { ...recordIn(template, 'metadata'), namespace, ownerReferences: [owner] },
    spec: template['spec'],
  });
  if (!read.ok) return [];
  const created = timeIn(metadata, 'creationTimestamp');
  return [{ namespace, kind, name, template: read.pod, created }];
}

/** What a ReplicaSet or a Job makes is fixed; a StatefulSet that was edited made other pods before. */
const isUnchanged = (kind: string, metadata: Raw): boolean =>
  kind !== 'StatefulSet' || metadata['generation'] === 1;
