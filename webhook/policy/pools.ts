/**
 * A GpuPool promises nodes that nobody has seen. What no card can be cut into would never come, and
 * pods would be sent to wait for it; so it is a fault where it is written.
 */
import type { Catalogue, MigProfile, Product } from '../core/products/catalogue.ts';
import { among, fitCards, maximal, type Geometry, type Layout } from '../core/products/geometry.ts';
import { sharingOf } from '../core/menu/node-sharing.ts';
import { productOf, profileNamed, type LabelledProduct } from '../core/products/product.ts';
import { parseQuantity } from '../core/quantity.ts';
import { deviceNamed, vendors, type Device } from '../core/vendor.ts';
import { autoscalerFaults } from './autoscalers.ts';
import { namesGpu } from '../core/governed.ts';
import { keyFaults } from './label-faults.ts';
import { faultAt, step, type Document, type Fault } from './documents.ts';
import { lookalike } from '../core/nearest.ts';
import type { GpuPool } from './schema/gpu-pool.ts';

type Template = GpuPool['spec']['template'];

export const poolFaults = (
  documents: readonly Document<GpuPool>[],
  catalogue: Catalogue,
): Fault[] =>
  documents.flatMap((document) => {
    const { template } = document.value.spec;
    const labelled = productOf(vendors.nvidia, template.metadata.labels, catalogue);
    const { product } = labelled;
    return [
      ...keyFaults(document, '/spec/template/metadata/labels', template.metadata.labels),
      ...amountFaults(document, template),
      ...(product === undefined
        ? misreadFaults(document, labelled, catalogue)
        : layoutFaults(document, template, product)),
      ...autoscalerFaults(document, catalogue),
    ];
  });

/** A product that nobody knows may be a new one; a name that looks like a known one is none. */
function misreadFaults(
  document: Document,
  { key, value }: LabelledProduct,
  { products }: Catalogue,
): Fault[] {
  const [model = ''] = value.replace(/-SHARED$/, '').split('-MIG-', 1);
  const meant = lookalike(
    model,
    products.flatMap(({ labels }) => labels),
  );
  // A cloud spells products in its own way.
  const own = key !== undefined && vendors.nvidia.productLabels.includes(key);
  return !own || meant === undefined
    ? []
    : [
        faultAt(
          document,
          `/spec/template/metadata/labels${step(key)}`,
          `must be a product of the catalogue, got ${value}`,
          `did you mean ${meant}?`,
        ),
      ];
}

/** A kubelet advertises whole devices, and nothing below none. */
const amountFaults = (document: Document, { status }: Template): Fault[] =>
  Object.entries(status.allocatable).flatMap(([resource, quantity]) => {
    const pointer = `/spec/template/status/allocatable${step(resource)}`;
    const amount = parseQuantity(quantity);
    if (amount === 'invalid')
      return [
        faultAt(document, pointer, `must be a quantity such as 4, 500m or 16Gi, got ${quantity}`),
      ];
    if (amount < 0) return [faultAt(document, pointer, `must be at least 0, got ${quantity}`)];
    return namesGpu(resource) && !Number.isInteger(amount)
      ? [faultAt(document, pointer, `must be a whole number of devices, got ${quantity}`)]
      : [];
  });

/** Partitions of one name in the template. */
interface Cut {
  readonly resource: string;
  readonly name: string;
  readonly profile: MigProfile | undefined;
  /** Devices on the node, however often each is shared. */
  readonly count: number;
}

const at = ({ resource }: Cut): string => `/spec/template/status/allocatable${step(resource)}`;

function layoutFaults(document: Document, template: Template, product: Product): Fault[] {
  const cuts = cutsIn(template, product);
  const unknown = cuts.filter(({ profile }) => profile === undefined);
  if (unknown.length > 0)
    return unknown.map((cut) =>
      faultAt(
        document,
        at(cut),
        `is a partition ${cut.name}, which ${product.name} does not have`,
        product.profiles.length === 0
          ? `${product.name} cannot be cut`
          : `it has ${product.profiles.map(({ name }) => name).join(', ')}`,
      ),
    );
  const [first] = cuts;
  const cards = cardsIn(template);
  if (first === undefined || cards === 'unknown') return [];
  const why = tooMuch(cuts, product, cards);
  return why === undefined
    ? []
    : [faultAt(document, at(first), `${why.says} (label nvidia.com/gpu.count)`, why.help)];
}

interface TooMuch {
  readonly says: string;
  readonly help: string;
}

function tooMuch(cuts: readonly Cut[], product: Product, cards: number): TooMuch | undefined {
  const { geometry } = product;
  const put = cuts.map(({ name, count }) => times(count, name)).join(' + ');
  const says = `puts ${put} on ${cards === 1 ? 'one' : cards} ${product.name}, which cannot hold them`;
  if (geometry === undefined) {
    const over = cuts.find(({ count, profile }) => count > cards * (profile?.max ?? 0));
    return (
      over && { says, help: `one card holds at most ${times(over.profile?.max ?? 0, over.name)}` }
    );
  }
  const asked = among(
    geometry,
    cuts.flatMap(({ profile }) => profile?.kind ?? []),
  );
  const wanted = asked.partitions.map(({ kind }) =>
    cuts.reduce((sum, { profile, count }) => sum + (profile?.kind === kind ? count : 0), 0),
  );
  return fitCards(asked, wanted, cards) ? undefined : { says, help: legal(asked, wanted, cuts) };
}

/** The layouts that hold most of its memory, in the names that were written. */
function legal(geometry: Geometry, wanted: Layout, cuts: readonly Cut[]): string {
  const held = (layout: Layout): number =>
    geometry.partitions.reduce(
      (sum, { memorySlices }, i) => sum + memorySlices * Math.min(layout[i] ?? 0, wanted[i] ?? 0),
      0,
    );
  const shown = maximal(geometry)
    .toSorted((a, b) => held(b) - held(a))
    .slice(0, MOST_SHOWN)
    .map((layout) => layoutText(layout, geometry, cuts));
  return `one card holds ${shown.join(', or ')}`;
}

const MOST_SHOWN = 4;

const layoutText = (layout: Layout, { partitions }: Geometry, cuts: readonly Cut[]): string =>
  layout
    .flatMap((count, i) => {
      const name = cuts.find(({ profile }) => profile?.kind === partitions[i]?.kind)?.name;
      return count === 0 || name === undefined ? [] : [times(count, name)];
    })
    .join(' + ');

const times = (count: number, name: string): string => `${count} x ${name}`;

function cutsIn({ metadata: { labels }, status }: Template, product: Product): Cut[] {
  return devicesIn(status.allocatable).flatMap(({ resource, device, units }) => {
    const { partition } = device;
    if (partition === undefined) return [];
    const profile = profileNamed(product, partition);
    const count = devices(units, device, labels);
    return [{ resource, name: profile?.name ?? partition, profile, count }];
  });
}

/** Cards that are cut: those of the label without those that are whole. */
function cardsIn({ metadata: { labels }, status }: Template): number | 'unknown' {
  const all = Number(labels['nvidia.com/gpu.count'] ?? Number.NaN);
  const whole = devicesIn(status.allocatable)
    .filter(({ device }) => device.partition === undefined)
    .reduce((sum, { units, device }) => sum + devices(units, device, labels), 0);
  return Number.isInteger(all) && all > 0 ? Math.max(0, all - whole) : 'unknown';
}

function devices(units: number, device: Device, labels: Readonly<Record<string, string>>): number {
  const { replicas } = sharingOf(device, labels);
  return replicas === 'unknown' ? units : Math.ceil(units / replicas);
}

function devicesIn(allocatable: Template['status']['allocatable']) {
  return Object.entries(allocatable).flatMap(([resource, quantity]) => {
    const device = deviceNamed(resource);
    const units = parseQuantity(quantity);
    return device?.vendor !== vendors.nvidia || units === 'invalid' || units <= 0
      ? []
      : [{ resource, device, units }];
  });
}
