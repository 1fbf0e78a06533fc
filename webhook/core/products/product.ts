/**
 * Which catalogue product a node has, and what its product label says of sharing: `-SHARED` for
 * shared and not renamed, `-MIG-<profile>` for strategy single (gpu-feature-discovery; old drivers
 * leave out the `NVIDIA-` prefix, so labels are a set).
 */
import {
  otherKeys,
  productLabelled,
  resourceOf,
  type Catalogue,
  type MigProfile,
  type Product,
} from './catalogue.ts';
import type { Labels } from '../pod.ts';
import { vendors, type Vendor } from '../vendor.ts';

export interface LabelledProduct {
  readonly product: Product | undefined;
  /** The label that names it, or would if the catalogue knew its value. */
  readonly key: string | undefined;
  readonly value: string;
  /** Profile of strategy single, in resource spelling (`1g.10gb.me`); of no use where it is invalid. */
  readonly single: string | undefined;
  readonly invalid: boolean;
}

const NOTHING: LabelledProduct = {
  product: undefined,
  key: undefined,
  value: '',
  single: undefined,
  invalid: false,
};

/** A label of others (a cloud's) is asked only where the vendor's own is missing. */
export function productOf(vendor: Vendor, labels: Labels, catalogue: Catalogue): LabelledProduct {
  return (
    firstOf(vendor.productLabels, vendor, labels, catalogue) ??
    firstOf(otherKeys(catalogue), vendor, labels, catalogue) ??
    NOTHING
  );
}

/** The first label that the catalogue knows, else the first there is. */
function firstOf(
  keys: readonly string[],
  vendor: Vendor,
  labels: Labels,
  catalogue: Catalogue,
): LabelledProduct | undefined {
  let unknown: LabelledProduct | undefined;
  for (const key of keys) {
    const value = labels[key];
    if (value === undefined) continue;
    const read = readProductLabel(key, value, catalogue);
    if (read.invalid || read.product?.vendor === vendor.name) return read;
    unknown ??= { ...read, product: undefined };
  }
  return unknown;
}

function readProductLabel(key: string, value: string, catalogue: Catalogue): LabelledProduct {
  const bare = value.replace(/-SHARED$/, '');
  const [model = '', single] = bare.split('-MIG-', 2);
  return {
    product: productLabelled(key, model, catalogue),
    key,
    value,
    single,
    invalid: single === 'INVALID',
  };
}

/** Finds a profile by its resource spelling: the part behind `nvidia.com/mig-`, or behind `amd.com/`. */
export function profileNamed(
  product: Product | undefined,
  spelling: string,
): MigProfile | undefined {
  if (product === undefined) return undefined;
  const resource = vendors[product.vendor].resourceOf(spelling);
  return product.profiles.find((profile) => resourceOf(product, profile) === resource);
}
