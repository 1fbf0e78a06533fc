/** What was learned as the GpuProfiles that say so, beside what stands there already. */
import type { Catalogue } from '../../core/products/catalogue.ts';
import { checkpointOf, type Checkpoint } from '../statistics/checkpoint.ts';
import { rowOf, type Row } from '../statistics/row.ts';
import { settled } from '../statistics/settle.ts';
import { markOf } from '../statistics/sights.ts';
import type { Key, Learned } from './learned.ts';

/** A row of somebody else's says other fields, and need not say where its figures are from. */
export type StandingRow = { readonly name: string; readonly source?: string };

/** A GpuProfile as it is now. */
export interface StandingProfile {
  readonly namespace: string;
  readonly name: string;
  readonly workload: { readonly kind: string; readonly name: string };
  readonly containers: readonly StandingRow[];
  readonly checkpoints: readonly Checkpoint[];
}

export interface Published {
  readonly apiVersion: 'tranche.dev/v1alpha1';
  readonly kind: 'GpuProfile';
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly workload: { readonly kind: string; readonly name: string };
    readonly containers: readonly StandingRow[];
  };
  readonly status: { readonly checkpoints: readonly Checkpoint[] };
}

export interface Outcome {
  readonly profiles: readonly Published[];
  /** Containers whose figures somebody has written: they stay as they are. */
  readonly byHand: readonly Key[];
}

export const isOurs = (row: StandingRow): row is Row => row.source === 'measured';

export function publishedOf(
  learned: readonly Learned[],
  stands: readonly StandingProfile[],
  catalogue: Catalogue,
): Outcome {
  const byHand: Key[] = [];
  const objects = new Map<string, Made>();
  const { ofWorkload, names } = indexed(stands);
  for (const one of learned) {
    const own = ofWorkload.get(workloadKey(one)) ?? [];
    const row = rowIn(own, one.container);
    if (row !== undefined && !isOurs(row)) {
      byHand.push(one);
      continue;
    }
    const now = rowNow(one, row, catalogue);
    if (now === undefined || one.tally === 'nothing') continue;
    const home = homeOf(one, own, (namespace, name) => {
      const made = objects.get(`${namespace}/${name}`)?.home.workload;
      if (made !== undefined) return made.kind !== one.kind || made.name !== one.name;
      return names.has(`${namespace}/${name}`);
    });
    const key = `${home.namespace}/${home.name}`;
    const made = objects.get(key) ?? { home, rows: [], checkpoints: [] };
    made.rows.push(now);
    made.checkpoints.push(checkpointOf(one.container, one.tally));
    objects.set(key, made);
  }
  return { profiles: [...objects.values()].map((made) => objectOf(made)), byHand };
}

interface Made {
  readonly home: Home;
  readonly rows: StandingRow[];
  readonly checkpoints: Checkpoint[];
}

/** Each is looked at once, not once for each workload: a fleet has some ten thousand of both. */
function indexed(stands: readonly StandingProfile[]) {
  const ofWorkload = new Map<string, StandingProfile[]>();
  for (const one of stands) {
    const key = workloadKey({ namespace: one.namespace, ...one.workload });
    const own = ofWorkload.get(key) ?? [];
    own.push(one);
    ofWorkload.set(key, own);
  }
  return {
    ofWorkload,
    names: new Set(stands.map(({ namespace, name }) => `${namespace}/${name}`)),
  };
}

const workloadKey = ({ namespace, kind, name }: Omit<Key, 'container'>): string =>
  JSON.stringify([namespace, kind, name]);

const rowIn = (own: readonly StandingProfile[], container: string): StandingRow | undefined =>
  own.flatMap(({ containers }) => containers).find(({ name }) => name === container);

/** Whose pods nobody has seen lately keeps what it has. */
function rowNow(
  { tally, container, tag, class: workloadClass, newest }: Learned,
  stands: Row | undefined,
  catalogue: Catalogue,
): Row | undefined {
  if (tally === 'nothing') return undefined;
  if (newest < 0) return stands;
  const now = rowOf(tally, { name: container, tag, class: workloadClass }, catalogue);
  // Idle since its rollout: what stands is of the revision before, and so is what was kept of it.
  return now === 'unseen' ? undefined : settled(stands ?? 'none', now);
}

interface Home {
  readonly namespace: string;
  readonly name: string;
  readonly workload: { readonly kind: string; readonly name: string };
  /** What it has already. */
  readonly stands: StandingProfile | 'none';
}

/** The object that has our rows of this workload already, or a new one. */
function homeOf(
  key: Key,
  own: readonly StandingProfile[],
  isTaken: (namespace: string, name: string) => boolean,
): Home {
  const { namespace, kind, name } = key;
  const workload = { kind, name };
  // A status is lost where somebody applies what was printed; a second row of a container would be a fault.
  const kept = own.find(
    ({ checkpoints, containers }) => checkpoints.length > 0 || containers.some(isOurs),
  );
  if (kept !== undefined) return { namespace, name: kept.name, workload, stands: kept };
  const named = objectName(kind, name);
  const measured = `${named}-measured`;
  const last = `${measured}-${sumOf(`${kind}/${name}`)}`;
  const free = [named, measured].find((one) => !isTaken(namespace, one)) ?? last;
  return { namespace, name: free, workload, stands: 'none' };
}

/** An object's name has fewer letters than a workload's that policies made up of labels. */
function objectName(kind: string, name: string): string {
  const plain = `${kind.toLowerCase()}-${name}`;
  if (plain.length <= LONGEST && SUBDOMAIN.test(plain)) return plain;
  const fit = plain.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return `${fit.replace(/^-/, '').slice(0, LONGEST)}-${sumOf(`${kind}/${name}`)}`;
}

/** What the API server takes for a name; letters of the other case are told apart by more than that. */
const SUBDOMAIN = /^[a-z0-9]+(?:-+[a-z0-9]+)*(?:\.[a-z0-9]+(?:-+[a-z0-9]+)*)*$/;

/** Of 253, with room for what tells two apart. */
const LONGEST = 230;

const sumOf = (text: string): string => markOf(text).toString(16).padStart(8, '0');

/** What it has of containers that nothing new is known of stays in it. */
function objectOf({ home, rows, checkpoints }: Made): Published {
  const { namespace, name, workload, stands } = home;
  const before = stands === 'none' ? { containers: [], checkpoints: [] } : stands;
  return {
    apiVersion: 'tranche.dev/v1alpha1',
    kind: 'GpuProfile',
    metadata: { name, namespace },
    spec: { workload, containers: [...rows, ...others(before.containers, rows)] },
    status: { checkpoints: [...checkpoints, ...others(before.checkpoints, checkpoints)] },
  };
}

const others = <T extends { readonly name: string }>(all: readonly T[], than: readonly T[]): T[] =>
  all.filter(({ name }) => !than.some((one) => one.name === name));
