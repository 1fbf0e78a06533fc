/**
 * Creates through the real API server: as many pods as eight clients can, with our webhooks, with
 * webhooks that allow everything, with such that send our patch and do nothing else, and with none,
 * in shuffled rounds on one cluster. With ours twice:
 * pods of one workload share an Event, and a bare pod has one of its own.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { choose } from '../../e2e/can-run.ts';
import { eventually } from '../../e2e/shared.ts';
import { sleep } from '../../e2e/wait.ts';
import { sampleWorkloads } from '../commands/paths.ts';
import { readManifests } from '../expand/manifest.ts';
import { member, type Raw } from '../expand/raw.ts';
import { dressed } from './dressing.ts';
import { cpuNanoseconds } from './proc.ts';
import { namespaceOf, startRig, WORKLOAD, type Called, type Rig } from './rig.ts';
import { percentile, shuffled } from './statistics.ts';

export interface CreatesOptions {
  readonly rounds: number;
  readonly seconds: number;
  readonly warmSeconds: number;
  readonly say: (line: string) => void;
}

export const CLIENTS = 8;

export interface Created {
  readonly perSecond: number;
  /** In milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Of the webhook's process; 0 where none is called. */
  readonly cpuMicrosecondsEach: number;
}

interface Side {
  readonly called: Called;
  /** By a controller; otherwise bare. */
  readonly owned: boolean;
}

export const createSides = {
  'ours, bare pods': { called: 'ours', owned: false },
  'ours, of a workload': { called: 'ours', owned: true },
  'allow-all': { called: 'allow-all', owned: false },
  'same patch': { called: 'same-patch', owned: false },
  none: { called: 'none', owned: false },
} as const satisfies Readonly<Record<string, Side>>;
export type CreateSide = keyof typeof createSides;

const names = Object.keys(createSides).filter((name): name is CreateSide => name in createSides);

export interface CreatesFound {
  readonly version: string;
  readonly sides: Readonly<Record<CreateSide, readonly Created[]>>;
}

export async function throughApiServer(
  options: CreatesOptions,
): Promise<CreatesFound | { readonly skipped: string }> {
  const choice = choose();
  if (choice.how === 'none') return { skipped: choice.why };
  if (choice.how !== 'binaries')
    return {
      skipped: 'its allow-all webhook must be where the API server is; unset TRANCHE_E2E_*',
    };
  options.say('starting a cluster');
  const rig = await startRig((called, owner) => podFor({ called, owned: true }, owner));
  try {
    return { version: rig.version, sides: await rounds(rig, options) };
  } finally {
    await rig.stop();
  }
}

async function rounds(
  rig: Rig,
  { rounds: count, seconds, warmSeconds, say }: CreatesOptions,
): Promise<Readonly<Record<CreateSide, readonly Created[]>>> {
  const found: Record<CreateSide, Created[]> = {
    'ours, bare pods': [],
    'ours, of a workload': [],
    'allow-all': [],
    'same patch': [],
    none: [],
  };
  for (const name of names) {
    say(`warming up: webhook ${name}`);
    await oneSide(rig, createSides[name], warmSeconds);
  }
  for (let round = 1; round <= count; round++)
    for (const name of shuffled(names)) {
      say(`round ${round} of ${count}: webhook ${name}`);
      found[name].push(await oneSide(rig, createSides[name], seconds));
    }
  return found;
}

/**
 * Our process watches all pods of the cluster. While another side is measured it is stopped, or
 * that side would pay for it; afterwards it is given the time to catch up.
 */
async function oneSide(rig: Rig, side: Side, seconds: number): Promise<Created> {
  const stopped = side.called !== 'ours';
  if (stopped) await rig.kubelet.kill('SIGSTOP');
  try {
    await creating(rig, side, WAKE_SECONDS);
    return await creating(rig, side, seconds);
  } finally {
    if (stopped) await rig.kubelet.kill('SIGCONT');
    await removeAll(rig, namespaceOf(side.called));
    await atRest(rig);
  }
}

const WAKE_SECONDS = 0.5;

async function creating(rig: Rig, side: Side, seconds: number): Promise<Created> {
  const { called } = side;
  const pod = podFor(side, rig.owner);
  const pid = await rig.pidOf(called);
  const cpu = () => (pid === 'none' ? 0 : cpuNanoseconds(pid));
  const before = cpu();
  const began = performance.now();
  const end = began + seconds * 1000;
  const latencies: number[] = [];
  const client = async (): Promise<void> => {
    for (let now = performance.now(); now < end;) {
      const path = `/api/v1/namespaces/${namespaceOf(called)}/pods`;
      right(called, await rig.api.send<Raw>('POST', path, pod));
      const after = performance.now();
      latencies.push(after - now);
      now = after;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const took = (performance.now() - began) / 1000;
  const sorted = latencies.toSorted((a, b) => a - b);
  return {
    perSecond: sorted.length / took,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    cpuMicrosecondsEach: (cpu() - before) / 1000 / sorted.length,
  };
}

/** What was stored must show who was called, or something else was measured. */
function right(called: Called, stored: Raw): void {
  const annotations = member(stored, 'metadata', 'annotations');
  const decided = Object.hasOwn(annotations, 'tranche.dev/decision');
  const sliced = JSON.stringify(stored['spec']).includes('nvidia.com/mig-1g.10gb');
  if ((called === 'ours' || called === 'same-patch') !== (decided && sliced))
    throw new Error(`with webhook ${called}, a pod was ${decided ? '' : 'not '}decided upon`);
}

/** The first sample workload as a bare pod, with a gate: the scheduler takes no part in this. */
function podFor({ called, owned }: Side, owner: Raw): Raw {
  const file = '01-whisper.yaml';
  const read = readManifests(file, readFileSync(join(sampleWorkloads, file), 'utf8'));
  if (!read.ok) throw new Error(read.faults.join('\n'));
  const template = member(dressed(read.objects[0] ?? {}, 0), 'spec', 'template');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...member(template, 'metadata'),
      generateName: `${WORKLOAD}-`,
      namespace: namespaceOf(called),
      ...(owned && { ownerReferences: [owner] }),
    },
    spec: {
      ...member(template, 'spec'),
      serviceAccountName: 'default',
      schedulingGates: [{ name: 'bench/never' }],
    },
  };
}

/** Some at a time, and again where that took too long: the API server needs a while for each. */
async function removeAll({ api }: Rig, namespace: string): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/pods?limit=100`;
  const options = { gracePeriodSeconds: 0, propagationPolicy: 'Background' };
  const none = async (): Promise<boolean> => {
    const { items = [] } = await api.send<{ items?: readonly unknown[] }>('DELETE', path, options);
    return items.length === 0 || none();
  };
  await eventually(`no pods in ${namespace}`, none, 120);
}

/** Until our process has heard of everything that happened, and nobody is writing any more. */
async function atRest(rig: Rig): Promise<void> {
  const pid = await rig.pidOf('ours');
  if (pid === 'none') throw new Error('our process has ended');
  await eventually(
    'our process to come to rest',
    async () => {
      const before = cpuNanoseconds(pid);
      await sleep(500);
      return cpuNanoseconds(pid) - before < 50e6;
    },
    60,
  );
}
