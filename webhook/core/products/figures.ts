/**
 * How large a device is: by the labels of its node, else by the catalogue, never by the figure in a
 * name. What neither says is absent.
 */
import type { MigProfile, Product } from './catalogue.ts';
import type { Labels } from '../pod.ts';
import type { Device } from '../vendor.ts';

export interface Figures {
  readonly memoryMiB: number | undefined;
  readonly sms: number | undefined;
  /** 0 where nobody knows of one. */
  readonly decoders: number;
}

interface Measured {
  readonly device: Device;
  /** In resource spelling; absent for a whole card. */
  readonly partition: string | undefined;
  readonly product: Product | undefined;
  readonly profile: MigProfile | undefined;
  readonly labels: Labels;
}

export function figuresOf(measured: Measured): Figures {
  const live = labelled(measured);
  const { partition, product, profile } = measured;
  const known = written(product, partition === undefined ? 'whole' : profile);
  return {
    memoryMiB: live('memory') ?? known.memoryMiB,
    sms: live('multiprocessors') ?? known.sms,
    decoders: live('engines.decoder') ?? known.decoders ?? 0,
  };
}

/** What the catalogue says. A whole card has all its decoders. */
export const written = (
  product: Product | undefined,
  part: MigProfile | 'whole' | undefined,
): { readonly [K in keyof Figures]?: Figures[K] | undefined } =>
  part === 'whole'
    ? { memoryMiB: product?.memoryMiB, sms: product?.sms, decoders: 1 }
    : (part ?? {});

/**
 * gpu-feature-discovery writes `<resource>.<field>`. Under strategy single the fields of
 * `nvidia.com/gpu` are the partition's, and the product label says so; a partition that only a
 * cloud's label tells of has none.
 */
function labelled({ device, partition, labels }: Measured) {
  const single = labels['nvidia.com/gpu.product']?.includes('-MIG-') === true;
  const own =
    device.vendor.deviceLabels &&
    (device.partition !== undefined || (partition !== undefined) === single);
  return (field: string): number | undefined => {
    const value = own ? Number(labels[`${device.stem}.${field}`] ?? Number.NaN) : Number.NaN;
    return value > 0 || (field === 'engines.decoder' && value === 0) ? value : undefined;
  };
}
