/**
 * Kinds of devices: what ResourceSlices say of a device, without what tells it from its twins. Devices
 * of one kind are one object, so a selector is asked once about all of them.
 */
import { parseQuantity } from '../../core/quantity.ts';
import { interner } from '../intern.ts';
import { recordIn, textIn, type Raw } from '../raw.ts';

/** The driver whose devices are GPUs, and the domain of its attributes (gpu-sharing §6.2). */
export const GPU_DRIVER = 'gpu.nvidia.com';

export type Attribute = string | number | boolean | { readonly version: string };
type ByDomain<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;

export interface DeviceKind {
  readonly attributes: ByDomain<Attribute>;
  /** In base units: bytes of memory, counts. */
  readonly capacity: ByDomain<number>;
}

/** Where one device is, or which; a selector that names them is not understood. */
export const IDENTITY =
  /^(?:uuid|parentUUID|index|parentIndex|minor|parentMinor|pciBusID|pcieRoot|pciAddress|numaNode|numa|memorySlice\d+)$/;

const shared = interner<DeviceKind>();

export function kindOf(device: Raw): DeviceKind {
  return shared({
    attributes: byDomain(recordIn(device, 'attributes'), attributeOf),
    capacity: byDomain(recordIn(device, 'capacity'), capacityOf),
  });
}

/** A name without a domain is of the driver's. */
function byDomain<T>(raw: Raw, read: (value: Raw) => T | undefined): ByDomain<T> {
  const domains: Record<string, Record<string, T>> = {};
  for (const qualified of Object.keys(raw).toSorted()) {
    const slash = qualified.indexOf('/');
    const domain = slash < 0 ? GPU_DRIVER : qualified.slice(0, slash);
    const name = qualified.slice(slash + 1);
    const value = read(recordIn(raw, qualified));
    if (value === undefined || IDENTITY.test(name)) continue;
    domains[domain] = { ...domains[domain], [name]: value };
  }
  return domains;
}

function attributeOf(raw: Raw): Attribute | undefined {
  const { string, int, bool, version } = raw;
  if (typeof string === 'string') return string;
  if (typeof int === 'number') return int;
  if (typeof bool === 'boolean') return bool;
  return typeof version === 'string' ? { version } : undefined;
}

function capacityOf(raw: Raw): number | undefined {
  const { value } = raw;
  const amount =
    typeof value === 'string' || typeof value === 'number' ? parseQuantity(value) : 'invalid';
  return amount === 'invalid' ? undefined : amount;
}

const own = ({ attributes }: DeviceKind): Raw => attributes[GPU_DRIVER] ?? {};

const TYPES = ['gpu', 'mig', 'vfio'] as const;

export const typeOf = (kind: DeviceKind) => TYPES.find((type) => type === own(kind)['type']);

/** As gpu-feature-discovery writes it into a label: `NVIDIA-H100-80GB-HBM3`. */
export const productOf = (kind: DeviceKind): string =>
  textIn(own(kind), 'productName').replaceAll(' ', '-');

export const profileOf = (kind: DeviceKind): string => textIn(own(kind), 'profile');

/** In base units; 0 where the driver does not say. */
export const capacityIn = ({ capacity }: DeviceKind, name: string): number =>
  capacity[GPU_DRIVER]?.[name] ?? 0;
