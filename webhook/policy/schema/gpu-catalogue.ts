/** GpuCatalogue: GPU products and their partitions as data, so that a new GPU is never a release. */
import type { Static } from '@sinclair/typebox';
import { clusterKind } from './kind.ts';
import { amount, count, list, optional, record, shaped, standard, text } from './vocabulary.ts';

const profile = record('A MIG profile of the product.', {
  name: shaped(
    'NVIDIA’s spelling, e.g. 1g.10gb+me.',
    /^[1-9]g\.[0-9]+gb([+-][a-z.]+)?$/,
    'a MIG profile such as 1g.10gb or 1g.10gb+me',
  ),
  memoryMiB: count('Usable MiB as nvidia-smi mig -lgip reports, not the figure in the name.', 1),
  sms: count('Streaming multiprocessors.', 1),
  computeSlices: count('Compute slices it takes.', 1),
  memorySlices: count('Memory slices it takes.', 1),
  max: count('Instances of only this profile on one GPU.', 1),
  decoders: count('Video decoders (NVDEC) in the instance.'),
  source: text('Where the figures come from.'),
});

const product = record('A GPU product.', {
  name: shaped(
    'Our name for it, e.g. H100-80GB.',
    /^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$/,
    'a name such as H100-80GB',
  ),
  labels: list(
    'Values of the node label nvidia.com/gpu.product, without -SHARED and -MIG-….',
    text('Value of the label.'),
    1,
  ),
  memoryMiB: count('MiB of the card, as the node label nvidia.com/gpu.memory reports.', 1),
  sms: count('Streaming multiprocessors.', 1),
  computeSlices: count('Compute slices; 1 where the product has no MIG.', 1),
  memorySlices: count('Memory slices; 1 where the product has no MIG.', 1),
  price: optional(
    amount('Weight of one card beside other products; absent counts as the dearest.', 0),
  ),
  source: text('Where the figures come from.'),
  profiles: standard(list('Its MIG profiles.', profile), []),
});

const foreign = record(
  'A resource name that another engine or plugin owns; pods asking for it are left alone.',
  {
    match: shaped(
      'The name, or its beginning and *.',
      /^[a-z0-9.-]+\/[A-Za-z0-9._-]+\*?$/,
      'a resource name, or its beginning and *',
    ),
    engine: text('Whose it is.'),
    milliGPU: count(
      'What one unit counts as, in thousandths of a GPU; 0 where it is not a device.',
    ),
    source: text('Where this is documented.'),
  },
);

export const gpuCatalogue = clusterKind(
  'GpuCatalogue',
  'GPU products, their partitions and prices, and the names that belong to others.',
  record('Products and names. Several catalogues add up.', {
    products: standard(list('GPU products.', product), []),
    foreign: standard(list('Names of others under nvidia.com/.', foreign), []),
  }),
);
export type GpuCatalogue = Static<typeof gpuCatalogue>;
