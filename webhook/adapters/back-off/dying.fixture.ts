/** A cluster in which containers die on their slices, and what is written of it is read back. */
import { propose } from '../../core/propose.ts';
import { readPod } from '../../core/read-pod.ts';
import { readObject } from '../../policy/read.ts';
import type { Document } from '../../policy/documents.ts';
import { ApiFault, type Ask } from '../cluster/api.ts';
import { documentsFor, fleet, MIG, rawPod, replicaSet } from '../missed/cluster.fixture.ts';
import { inForceOf } from '../policy-store.ts';
import { isRecord, textIn, type Raw } from '../raw.ts';
import { trimPod } from '../seen-pod.ts';
import { liveWorld } from '../world.ts';
import { backOffWatch } from './back-off-watch.ts';

export const START = Date.UTC(2026, 10, 21, 9);
export const MINUTE = 60_000;
const JOB = { apiVersion: 'batch/v1', kind: 'Job', name: 'whisper' };
const WHOLE = 'nvidia.com/gpu';

/** As a pod bears them that was given that. */
const notes = (got: string) => ({
  'tranche.dev/decision': 'we said',
  'tranche.dev/original': JSON.stringify({
    v: 1,
    id: 'x',
    containers: { main: { asked: WHOLE, slice: `A100-80GB ${got}`, got } },
    require: [],
    affinity: false,
    tolerate: [],
  }),
});
const annotations = notes(MIG);

export const died = (minute: number, ran = 1) => ({
  terminated: {
    exitCode: 1,
    startedAt: new Date(START + (minute - ran) * MINUTE).toISOString(),
    finishedAt: new Date(START + minute * MINUTE).toISOString(),
  },
});

/** The last of so many restarts was for a death so many minutes after nine. */
export const restarted = (times: number, minute: number, ran?: number) => ({
  phase: 'Running',
  containerStatuses: [{ name: 'main', restartCount: times, lastState: died(minute, ran) }],
});
export const ended = (minute: number) => ({
  phase: 'Failed',
  containerStatuses: [{ name: 'main', restartCount: 0, state: died(minute) }],
});

export const replica = (name: string, status: object): Raw => ({
  ...rawPod({ name, ...replicaSet('f'), annotations, resource: MIG }),
  status,
});
/** Whoever writes a pod can write that a card is a slice. */
export const forged = (name: string, status: object): Raw => ({
  ...rawPod({ name, ...replicaSet('f'), annotations: notes(WHOLE), resource: WHOLE }),
  status,
});
export const ofJob = (name: string, status: object): Raw => ({
  ...rawPod({ name, controller: JOB, annotations, resource: MIG }),
  status,
});

/** As the API server answers an apply that would take fields from somebody. */
function conflict(fields: string): void {
  if (fields === '') return;
  throw new ApiFault(409, 'a conflict', `conflict with "kubectl": ${fields}`);
}

/** What is written is in force at once, or not as long as it is `late`. */
function memory(sharing: object) {
  const written = new Map<string, Document>();
  const now = {
    ms: START + 10 * MINUTE,
    leads: true,
    refuses: 0,
    where: '',
    others: '',
    late: false,
  };
  const events: string[] = [];
  let writes = 0;
  const inForce = () => {
    const read = now.late ? [] : written.values();
    const made = inForceOf([...documentsFor('enforce', sharing), ...read]);
    if (!made.ok) throw new Error(JSON.stringify(made.faults));
    return made.inForce;
  };
  const ask = async ({ method, path, query = {}, body }: Ask): Promise<Raw> => {
    if (now.refuses !== 0 && path.includes(now.where))
      throw new ApiFault(now.refuses, 'as planned');
    if (method === 'PATCH' && !('force' in query)) conflict(now.others);
    const value = isRecord(body?.value) ? body.value : {};
    if (method === 'POST') events.push(textIn(value, 'message'));
    else {
      writes++;
      const [document] = readObject('object', value).documents;
      if (document === undefined) throw new ApiFault(422, `not a document: ${path}`);
      written.set(path, document);
    }
    return {};
  };
  return { now, events, inForce, ask, writes: () => writes };
}

/** A cluster in which what is written is read back. */
export function bench(sharing: object = {}) {
  const stored = new Map<string, Raw>();
  const state = fleet();
  const told: string[] = [];
  const { now, events, inForce, ask, writes } = memory(sharing);
  const source = liveWorld({
    policies: { current: inForce, missing: () => [] },
    cluster: state,
    missing: () => [],
    clock: { now: () => now.ms },
    alive: true,
  });
  const watch = backOffWatch({
    api: { ask },
    pods: () => state.pods(),
    source,
    retreats: () => inForce().set.retreats,
    leads: () => now.leads,
    read: async (namespace, name) => stored.get(`${namespace}/${name}`) ?? 'gone',
    tell: (event, { command, fault }) => told.push([event, command ?? fault].join(': ')),
  });
  return {
    now,
    watch,
    events,
    told,
    writes,
    retreats: () => inForce().set.retreats,
    put(...pods: readonly Raw[]): void {
      for (const raw of pods) {
        const pod = trimPod(raw);
        stored.set(`${pod.metadata.namespace}/${pod.metadata.name}`, raw);
        state.applyPod(pod);
        watch.saw(pod);
      }
    },
    /** What the next replica would be given, of this rollout or of another. */
    next(hash = 'g') {
      const namespace = 'speech';
      const read = readPod(rawPod({ name: 'whisper-new', ...replicaSet(hash) }));
      if (!read.ok) throw new Error('it can be read');
      const { pod } = read;
      const review = { uid: '', operation: 'CREATE', subResource: '', dryRun: false } as const;
      const decision = propose({ ...review, namespace, pod, alike: pod }, source.current());
      return `${decision.containers[0]?.chosen}: ${decision.because.rule}`;
    },
  };
}

export const SLICE = `A100-80GB ${MIG}: fit/mig`;
export const CARD = 'nvidia.com/gpu: 1: evidence/backed-off';
