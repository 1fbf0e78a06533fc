/** GpuCatalogue: GPU products and their partitions as data, so that a new GPU is never a release. */
import type { Static } from '@sinclair/typebox';
import type { VendorName } from '../../core/vendor.ts';
import { clusterKind } from './kind.ts';
import {
  amount,
  choice,
  count,
  list,
  optional,
  record,
  shaped,
  standard,
  text,
} from './vocabulary.ts';
import * as words from './words.ts';

const vendors: readonly VendorName[] = ['nvidia', 'amd', 'intel'];
export const vendor = (description: string) => choice(description, vendors);

const productName = (description: string) =>
  shaped(description, /^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$/, 'a name such as H100-80GB');

const geometry = record('How the cards of a board family may be cut.', {
  name: text('Name, e.g. seven-slices.'),
  computeSlices: count('Compute slices of a card.', 1),
  memorySlices: count('Memory slices of a card.', 1),
  partitions: list(
    'The partitions, from which follows what fits one card together.',
    record('A partition and its places.', {
      kind: text('Name of it within the geometry, e.g. 1g.'),
      computeSlices: count('Compute slices it takes.', 1),
      memorySlices: count('Memory slices it takes.', 1),
      starts: list('Places on the axis of the card at which it may begin.', count('Place.'), 1),
      size: count('Places it takes from there.', 1),
      most: optional(count('The most on one card, where fewer than there are places.', 1)),
    }),
    1,
  ),
  source: text('Where the places come from.'),
});

const profile = record(
  'A MIG profile, or another vendor’s partition. A figure nobody has seen is left out; then labels of the node must tell it.',
  {
    name: shaped(
      'The vendor’s spelling, e.g. 1g.10gb+me or cpx_nps4. Another spelling of another driver is a profile of its own.',
      /^([1-9]g\.[0-9]+gb([+-][a-z.]+)?|[a-z]px_nps[1-8])$/,
      'a MIG profile such as 1g.10gb or 1g.10gb+me, or a mode such as cpx_nps4',
    ),
    kind: optional(text('Its partition in the geometry of the product, e.g. 1g.')),
    memoryMiB: optional(
      count('Usable MiB as nvidia-smi mig -lgip reports, not the figure in the name.', 1),
    ),
    sms: optional(count('Streaming multiprocessors; compute units at AMD.', 1)),
    computeSlices: optional(count('Compute slices it takes, where no geometry says so.', 1)),
    memorySlices: optional(count('Memory slices it takes, where no geometry says so.', 1)),
    max: optional(
      count('Instances of only this profile on one GPU, where no geometry says so.', 1),
    ),
    decoders: optional(count('Video decoders (NVDEC) in the instance.')),
    copyEngines: optional(count('Copy engines in the instance.')),
    source: optional(text('Where the figures come from; absent: from where the product’s do.')),
  },
);

const product = record('A GPU product.', {
  name: productName('Our name for it, e.g. H100-80GB.'),
  vendor: standard(vendor('Whose it is.'), 'nvidia'),
  labels: list(
    'Values of the vendor’s node label: nvidia.com/gpu.product (without -SHARED and -MIG-…), amd.com/gpu.product-name or .device-id, gpu.intel.com/product.',
    words.labelValue('Value of the label.'),
    1,
  ),
  otherLabels: standard(
    list(
      'Other node labels by which it is known where the vendor’s is missing, e.g. a cloud’s.',
      record('A label.', {
        key: words.labelKey('Key, e.g. cloud.google.com/gke-accelerator.'),
        values: list('Any of these values.', words.labelValue('Value.'), 1),
      }),
    ),
    [],
  ),
  memoryMiB: optional(
    count('MiB of the card, as the node label nvidia.com/gpu.memory reports.', 1),
  ),
  sms: optional(count('Streaming multiprocessors; compute units at AMD, Xe cores at Intel.', 1)),
  geometry: optional(text('Geometry by which it may be cut.')),
  computeSlices: optional(count('Compute slices, where no geometry says so; absent: 1.', 1)),
  memorySlices: optional(count('Memory slices, where no geometry says so; absent: 1.', 1)),
  computeCapability: optional(
    shaped('CUDA compute capability.', /^[0-9]+\.[0-9]$/, 'a version such as "9.0"'),
  ),
  driver: optional(
    shaped(
      'The first driver that can cut it.',
      /^[0-9]{3}(\.[0-9]+){1,2}$/,
      'a version of the driver such as "570.133.20"',
    ),
  ),
  price: optional(
    amount('Weight of one card beside other products; absent counts as the dearest.', 0),
  ),
  source: text('Where the figures come from.'),
  profiles: standard(list('Its partitions.', profile), []),
});

const foreign = record(
  'A resource name that another engine or plugin owns; pods asking for it are left alone.',
  {
    match: shaped(
      'The name, or its beginning and *.',
      /^[a-z0-9.-]+\/([A-Za-z0-9._-]+\*?|\*)$/,
      'a resource name, or its beginning and *',
    ),
    engine: text('Whose it is.'),
    milliGPU: count(
      'What one unit counts as, in thousandths of a GPU; 0 where it is not a device.',
    ),
    as: optional(
      text(
        'Counts as this resource name instead, * standing for what follows the beginning, e.g. nvidia.com/mig-*.',
      ),
    ),
    counts: standard(
      choice(
        'each: every unit is a device. once: a unit is an amount, so however many there are, they count once a container.',
        ['each', 'once'],
      ),
      'each',
    ),
    source: text('Where this is documented.'),
  },
);

const price = record('The price of a card.', {
  product: productName('Name of the product.'),
  price: amount('What one card costs, in the currency and time of all.', 0),
});

export const gpuCatalogue = clusterKind(
  'GpuCatalogue',
  'GPU products, their partitions and prices, and the names that belong to others.',
  record('Products and names. Several catalogues add up.', {
    geometries: standard(list('How cards may be cut.', geometry), []),
    products: standard(list('GPU products.', product), []),
    prices: standard(
      list(
        'Your own prices. As soon as there is one, the weights of products are no longer looked at: what has no price is the dearest.',
        price,
      ),
      [],
    ),
    currency: optional(
      shaped(
        'Currency of your prices, the same in every catalogue that has any. Absent: prices rank, and no sum of money is shown.',
        /^[A-Z]{3}$/,
        'three capitals of ISO 4217 such as EUR',
      ),
    ),
    per: optional(
      choice(
        'Time that a price is for, where there is a currency; a month has 730 hours. Absent: an hour.',
        ['hour', 'month'],
      ),
    ),
    foreign: standard(list('Names of others under a governed prefix.', foreign), []),
  }),
);
export type GpuCatalogue = Static<typeof gpuCatalogue>;
