/**
 * Which catalogue product a node's label `nvidia.com/gpu.product` names, and what the label says of
 * sharing: `-SHARED` for shared and not renamed, `-MIG-<profile>` for strategy single
 * (gpu-feature-discovery; old drivers leave out the `NVIDIA-` prefix, so labels are a set).
 */
import { migResource, type Catalogue, type MigProfile, type Product } from './catalogue.ts';

export interface LabelledProduct {
  readonly product: Product | undefined;
  /** Profile of strategy single, in resource spelling (`1g.10gb.me`). */
  readonly single: string | undefined;
  readonly invalid: boolean;
}

export function readProductLabel(label: string, catalogue: Catalogue): LabelledProduct {
  const bare = label.replace(/-SHARED$/, '');
  const [model = '', single] = bare.split('-MIG-', 2);
  return {
    product: catalogue.products.find(({ labels }) => labels.includes(model)),
    single: single === 'INVALID' ? undefined : single,
    invalid: single === 'INVALID',
  };
}

/** Finds a profile by the part of its resource name behind `nvidia.com/mig-`. */
export const profileNamed = (
  product: Product | undefined,
  spelling: string,
): MigProfile | undefined =>
  product?.profiles.find(({ name }) => migResource(name) === `nvidia.com/mig-${spelling}`);
