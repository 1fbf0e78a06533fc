/** What a pod takes of its node beside its GPUs: too little starves them, too much strands those of others. */
import { effectiveRequests } from '../requests.ts';
import { devicesOf } from './devices.ts';
import { inMiB, MIB } from './host-memory.ts';
import { heldTo, type Scene, type Sets } from './rule.ts';

/** Shared by the rules of this kind, so all of it is said once. */
export const ofPod = {
  kind: 'flag',
  about: 'Whether the figures are for the pod as a whole; else they are for each GPU or slice.',
} as const;

export interface Bounds {
  readonly least: number | undefined;
  readonly most: number | undefined;
  readonly ofPod: boolean | undefined;
}

interface Kind {
  readonly resource: Sets['resource'];
  /** Requests and figures in whole units, or three times 0.1 cores would be more than 0.3. */
  readonly units: (requested: number) => number;
  readonly unitsOf: (figure: number) => number;
  readonly worded: (units: number) => string;
  /** As a manifest has it; in words 1500 thousandths are 1.5. */
  readonly written: (units: number) => string;
}

type Counted = Pick<Scene, 'question' | 'pod'>;

/** What is requested, since that is what its node keeps for it and for nobody else. */
export function outOfBounds(scene: Counted, kind: Kind, bounds: Bounds): string | undefined {
  const devices = devicesOf(scene);
  if (devices === 0) return undefined;
  const asked = kind.units(effectiveRequests(scene.pod)[kind.resource] ?? 0);
  const times = bounds.ofPod === true ? 1 : devices;
  const least = kind.unitsOf((bounds.least ?? 0) * times);
  if (asked < least) return told(kind, { asked, bound: least, devices, word: 'at least' });
  const most = kind.unitsOf((bounds.most ?? Infinity) * times);
  if (asked > most) return told(kind, { asked, bound: most, devices, word: 'at most' });
  return undefined;
}

interface Found {
  readonly asked: number;
  readonly bound: number;
  readonly devices: number;
  readonly word: 'at least' | 'at most';
}

function told({ resource, worded }: Kind, { asked, bound, devices, word }: Found): string {
  const has = asked === 0 ? `no ${resource}` : `${resource}: ${worded(asked)}`;
  const gpus = devices === 1 ? 'one GPU' : `${devices} GPUs`;
  const help = word === 'at least' ? 'or more' : 'or less';
  return (
    `the pod requests ${has} beside ${gpus}, and this policy asks for ${word} ${worded(bound)}; ` +
    `set resources.requests so that its containers make ${worded(bound)} ${help}`
  );
}

const CPU: Kind = {
  resource: 'cpu',
  units: (milli) => milli,
  unitsOf: (cores) => Math.round(cores * 1000),
  worded: (milli) => String(milli / 1000),
  written: (milli) => (milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`),
};

/** A policy's figures are rounded up to whole MiB, so what is requested is, too. */
const inBytes = { units: (bytes: number) => Math.ceil(bytes / MIB), unitsOf: Math.ceil };

export const MEMORY: Kind = { resource: 'memory', ...inBytes, worded: inMiB, written: inMiB };
const STORAGE: Kind = {
  resource: 'ephemeral-storage',
  ...inBytes,
  worded: inMiB,
  written: inMiB,
};

/** What of a kind a rule writes where nothing is said, and when it would be more than the rule lets in. */
export const setting = (kind: Kind, figure: string, most: string): Sets => ({
  resource: kind.resource,
  figure,
  quantity: (amount, gpus, least) => kind.written(Math.max(kind.unitsOf(amount * gpus), least)),
  above: (scene, { [most]: ceiling, ofPod: whole }) =>
    typeof ceiling === 'number' &&
    outOfBounds(scene, kind, { least: undefined, most: ceiling, ofPod: whole === true }) !==
      undefined,
});

/** The words for it are the same in each rule of this kind. */
export const written = (what: string): string =>
  `${what} that is written, in enforce, for each GPU or slice of a container that says nothing of it.`;

const ADDED_UP =
  'requests have to be added up as the scheduler does, of containers, the pod as a whole and its overhead';

export const cpu = heldTo({
  id: 'guard/cpu',
  about:
    'Without cores to feed it a GPU waits; a pod that takes most of the cores beside one GPU leaves the other GPUs of the node to nobody.',
  parameters: {
    leastCores: { kind: 'amount', about: 'The fewest cores a pod must request beside a GPU.' },
    mostCores: { kind: 'amount', about: 'The most cores a pod may request beside a GPU.' },
    // Nothing is what stands there already.
    setCores: { kind: 'amount', about: written('The request of cores'), least: 0.001 },
    ofPod,
  },
  bounds: { least: 'leastCores', most: 'mostCores' },
  oneOf: ['leastCores', 'mostCores', 'setCores'],
  sets: setting(CPU, 'setCores', 'mostCores'),
  notInCel: ADDED_UP,

  check: (scene, { leastCores: least, mostCores: most, ofPod: whole }) =>
    outOfBounds(scene, CPU, { least, most, ofPod: whole }),
});

export const ephemeralStorage = heldTo({
  id: 'guard/ephemeral-storage',
  about:
    'Images, models and checkpoints fill the disk of a node; a pod that has requested none is the first to be evicted, and its GPU stands idle while all is fetched again.',
  parameters: {
    leastStorage: {
      kind: 'memory',
      about: 'The least ephemeral storage a pod must request beside a GPU.',
    },
    mostStorage: {
      kind: 'memory',
      about: 'The most ephemeral storage a pod may request beside a GPU.',
    },
    setStorage: { kind: 'memory', about: written('The request of ephemeral storage') },
    ofPod,
  },
  bounds: { least: 'leastStorage', most: 'mostStorage' },
  oneOf: ['leastStorage', 'mostStorage', 'setStorage'],
  sets: setting(STORAGE, 'setStorage', 'mostStorage'),
  notInCel: ADDED_UP,

  check: (scene, { leastStorage: least, mostStorage: most, ofPod: whole }) =>
    outOfBounds(scene, STORAGE, { least, most, ofPod: whole }),
});
