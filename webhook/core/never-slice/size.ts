/** More than one GPU, or GPUs that are already slices or another engine's. */
import { foreignOf } from '../claim-of.ts';
import { seats } from '../pod.ts';
import { namesWhole } from '../vendor.ts';
import type { NeverSlice } from './rule.ts';

export const multiGpu: NeverSlice = {
  id: 'never/multi-gpu',
  about:
    'Replicas of a shared card may collapse to one device and MIG instances have no peer-to-peer path, so two or more GPUs in a container stay whole.',
  check({ asks }) {
    const many = asks.find(({ count }) => count !== 'invalid' && count > 1);
    return (
      many &&
      `container ${many.seat.container.name} asks for ${many.count} ${many.resource}; slices cannot be joined`
    );
  },
};

export const alreadySlice: NeverSlice = {
  id: 'never/already-slice',
  about: 'The user chose a slice by name; there is nothing smaller to find for them.',
  check({ asks, catalogue }) {
    const slice = asks.find(
      ({ resource }) => !namesWhole(resource) && foreignOf(resource, catalogue) === undefined,
    );
    return slice && `container ${slice.seat.container.name} asks for ${slice.resource} itself`;
  },
};

export const invalidCount: NeverSlice = {
  id: 'never/invalid-count',
  about:
    'GPUs come in whole numbers; the API server refuses anything else after us, in its own words.',
  check({ asks }) {
    const bad = asks.find(({ count }) => count === 'invalid');
    return (
      bad &&
      `container ${bad.seat.container.name} asks for a quantity of ${bad.resource} that is no whole number`
    );
  },
};

/** Resources of fabrics that only make sense with whole, neighbouring cards. */
const FABRIC =
  /^(?:rdma\/|openshift\.io\/.*rdma|vpc\.amazonaws\.com\/efa$|nvidia\.com\/(?:hostdev|mlnx|rdma))/;

export const rdma: NeverSlice = {
  id: 'never/rdma',
  about: 'A pod with an RDMA or EFA device moves data between whole GPUs of several nodes.',
  check({ pod }) {
    for (const { container } of seats(pod))
      for (const name of Object.keys({
        ...container.resources?.requests,
        ...container.resources?.limits,
      }))
        if (FABRIC.test(name)) return `container ${container.name} asks for ${name}`;
    return undefined;
  },
};
