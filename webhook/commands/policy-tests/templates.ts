/** The pods of a case, from its own lines or from a file. */
import { readFileSync } from 'node:fs';
import { expand, type Expanded } from '../../expand/expand.ts';
import { libraryOf } from '../../expand/library.ts';
import { readManifests } from '../../expand/manifest.ts';
import { isRecord, type Raw } from '../../expand/raw.ts';
import type { PolicyTest } from '../../policy/schema/policy-test.ts';
import type { Template } from '../replicas.ts';
import { unread } from '../unread.ts';

export type Written = PolicyTest['spec']['cases'][number];

export interface Pods {
  readonly template: Template;
  readonly namespace: string;
}

export interface NoPods {
  readonly field: 'pod' | 'manifest';
  readonly says: string;
}

/** No name of a test may come of the hour: the run of a CronJob is always this one. */
const MINUTE = 29_900_000;
/** As many as explain judges. */
const MOST = 100;
const KUBELET = 'system:node:';

export function templateOf(written: Written, near: (path: string) => string): Pods | NoPods {
  const field = written.manifest === undefined ? 'pod' : 'manifest';
  const objects = objectsOf(written, near);
  if (typeof objects === 'string') return { field, says: objects };
  const namespace = written.namespace ?? 'default';
  const library = libraryOf(objects, namespace);
  const settings = { namespace, minute: MINUTE, most: MOST, library };
  const made = objects
    .flatMap((object) => expand(object, settings))
    .filter(({ pods }) => pods.length > 0);
  const [first] = made;
  if (first === undefined || made.length > 1) return { field, says: not(made) };
  const { pods, replicas, numbers, source } = first;
  const node = written.user?.startsWith(KUBELET) === true ? written.user.slice(KUBELET.length) : '';
  return {
    template: {
      pods,
      replicas,
      ...(numbers === undefined ? {} : { numbers }),
      ...(node === '' ? {} : { node }),
    },
    namespace: source.namespace,
  };
}

function objectsOf(written: Written, near: (path: string) => string): readonly Raw[] | string {
  if (written.manifest === undefined) return isRecord(written.pod) ? [written.pod] : [];
  const file = near(written.manifest);
  try {
    const read = readManifests(file, readFileSync(file, 'utf8'));
    return read.ok ? read.objects : `cannot be read: ${read.faults.join('; ')}`;
  } catch (error) {
    return unread(file, error).message;
  }
}

const not = (made: readonly Expanded[]): string =>
  made.length === 0
    ? 'makes no pod; a case takes a Pod or what makes pods'
    : `makes the pods of ${made.map(({ source }) => `${source.kind} ${source.name}`).join(' and ')}; a case takes one of them`;
