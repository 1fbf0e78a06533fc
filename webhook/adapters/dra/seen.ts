/** Objects of Dynamic Resource Allocation (resource.k8s.io/v1), trimmed to what concerns GPUs. */
import { interner } from '../intern.ts';
import { isRecord, listIn, recordIn, textIn, type Raw } from '../raw.ts';
import { metaOf, type Seen } from '../seen.ts';
import { readAsked, selectorsIn, shares, type Asked } from './asked.ts';
import { GPU_DRIVER, kindOf, typeOf, type DeviceKind } from './kinds.ts';
import { parseQuantity } from '../../core/quantity.ts';

export interface SeenClass extends Seen {
  /** '' where it stands for no resource name. */
  readonly extendedName: string;
  readonly expressions: readonly string[];
  /** Its devices are shared out in a way that no unit of them tells. */
  readonly shares: boolean;
  /** As the API server writes it, so that text compares as time. */
  readonly created: string;
}

/** Taken from the counters of a set that devices share. */
export interface Draw {
  readonly set: string;
  readonly counters: Readonly<Record<string, number>>;
}

export interface SeenDevice {
  readonly name: string;
  readonly kind: DeviceKind;
  readonly draws: readonly Draw[];
  /** Not tainted, and given to one claim only. */
  readonly plain: boolean;
}

export interface SeenSlice extends Seen {
  /** '' where its devices are not of one node, or are no GPUs. */
  readonly node: string;
  readonly pool: string;
  readonly generation: number;
  /** How many slices the pool has at this generation. */
  readonly slices: number;
  readonly devices: readonly SeenDevice[];
  readonly counters: readonly Draw[];
}

export interface SeenClaim extends Seen {
  readonly asked: Asked;
  /** Ids of the GPU devices it holds. */
  readonly holds: readonly string[];
  /** Made for one pod, by a controller or the scheduler. */
  readonly generated: boolean;
}

export interface SeenTemplate extends Seen {
  readonly asked: Asked;
}

export const deviceId = (pool: string, device: string): string => `${pool}/${device}`;

export function trimClass(raw: unknown): SeenClass {
  const object = isRecord(raw) ? raw : {};
  const spec = recordIn(object, 'spec');
  return {
    metadata: metaOf(raw),
    extendedName: textIn(spec, 'extendedResourceName'),
    expressions: selectorsIn(spec),
    shares: shares(spec),
    created: textIn(recordIn(object, 'metadata'), 'creationTimestamp'),
  };
}

export function trimSlice(raw: unknown): SeenSlice {
  const spec = isRecord(raw) ? recordIn(raw, 'spec') : {};
  const pool = recordIn(spec, 'pool');
  const ours = textIn(spec, 'driver') === GPU_DRIVER;
  return {
    metadata: metaOf(raw),
    node: ours ? textIn(spec, 'nodeName') : '',
    pool: textIn(pool, 'name'),
    generation: numberIn(pool, 'generation'),
    slices: numberIn(pool, 'resourceSliceCount'),
    devices: ours ? listIn(spec, 'devices').filter(isRecord).flatMap(deviceOf) : [],
    counters: ours ? listIn(spec, 'sharedCounters').filter(isRecord).map(drawOf('name')) : [],
  };
}

const numberIn = (from: Raw, key: string): number => {
  const value = from[key];
  return typeof value === 'number' ? value : 0;
};

function deviceOf(device: Raw): SeenDevice[] {
  const kind = kindOf(device);
  if (typeOf(kind) === undefined) return [];
  const tainted = listIn(device, 'taints')
    .filter(isRecord)
    .some(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute');
  return [
    {
      name: textIn(device, 'name'),
      kind,
      draws: listIn(device, 'consumesCounters').filter(isRecord).map(drawOf('counterSet')),
      plain: !tainted && device['allowMultipleAllocations'] !== true,
    },
  ];
}

const shared = interner<Draw>();

const drawOf =
  (name: string) =>
  (raw: Raw): Draw => {
    const counters: Record<string, number> = {};
    for (const [counter, held] of Object.entries(recordIn(raw, 'counters'))) {
      const { value = '' } = isRecord(held) ? held : {};
      const amount = parseQuantity(typeof value === 'number' ? value : String(value));
      counters[counter] = amount === 'invalid' ? 0 : amount;
    }
    return shared({ set: textIn(raw, name), counters });
  };

export function trimTemplate(raw: unknown): SeenTemplate {
  const spec = isRecord(raw) ? recordIn(recordIn(raw, 'spec'), 'spec') : {};
  return { metadata: metaOf(raw), asked: readAsked(spec) };
}

export function trimClaim(raw: unknown): SeenClaim {
  const object = isRecord(raw) ? raw : {};
  const devices = recordIn(recordIn(recordIn(object, 'status'), 'allocation'), 'devices');
  const holds = listIn(devices, 'results')
    .filter(isRecord)
    .filter(({ driver, adminAccess }) => driver === GPU_DRIVER && adminAccess !== true)
    .map((result) => deviceId(textIn(result, 'pool'), textIn(result, 'device')));
  return {
    metadata: metaOf(raw),
    asked: readAsked(recordIn(object, 'spec')),
    holds,
    generated: listIn(recordIn(object, 'metadata'), 'ownerReferences')
      .filter(isRecord)
      .some(({ kind }) => kind === 'Pod'),
  };
}
