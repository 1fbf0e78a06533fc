/** More than one GPU, or GPUs that are already slices or another engine's. */
import { foreignOf } from '../claim/claim-of.ts';
import { resourceNames, seats } from '../pod.ts';
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

/** Prefixes and words of resources of fabrics, which only make sense with whole, neighbouring cards. */
const FABRICS = ['rdma/', 'networking.gke.io.networks/', 'nvidia.com/hostdev', 'nvidia.com/mlnx'];
const FABRIC_WORDS = ['efa', 'hca', 'infiniband', 'roce', 'sriov'];
/** `rdma`, and `erdma` as Alibaba Cloud has it: an adapter, unless it is a disk that is reached so. */
const REMOTE = ['erdma', 'rdma'];
const STORAGE = ['disk', 'disks', 'nvme', 'nvmeof', 'ssd', 'storage', 'volume', 'volumes'];
/** Two letters are an adapter only among words of adapters: `ib0`, `ib_shared_devices`. */
const BAND = ['ib', 'ibs'];
const ADAPTER = ['', 'dev', 'device', 'devices', 'port', 'shared', 'vf'];

function fabric(name: string): boolean {
  const slash = name.indexOf('/');
  if (slash < 0 || name === 'nvidia.com/gpu') return false;
  if (FABRICS.some((prefix) => name.startsWith(prefix))) return true;
  const said = wordsOf(name.slice(slash + 1));
  const any = (words: readonly string[]): boolean => said.some((word) => words.includes(word));
  return (
    any(FABRIC_WORDS) ||
    (any(REMOTE) && !any(STORAGE)) ||
    (any(BAND) && said.every((word) => BAND.includes(word) || ADAPTER.includes(word)))
  );
}

const wordsOf = (name: string | undefined): string[] => name?.toLowerCase().split(/[^a-z]+/) ?? [];

/** Multus, Volcengine's and GKE's own: networks that a pod is joined to beside the usual one. */
const NETWORKS = [
  'k8s.v1.cni.cncf.io/networks',
  'k8s.volcengine.com/pod-networks',
  'networking.gke.io/interfaces',
];
const NETWORK_WORDS = [...FABRIC_WORDS, ...BAND, ...REMOTE];

export const rdma: NeverSlice = {
  id: 'never/rdma',
  about: 'A pod with an RDMA or EFA device moves data between whole GPUs of several nodes.',
  check({ pod }) {
    for (const { container } of seats(pod))
      for (const name of resourceNames(container))
        if (fabric(name)) return `container ${container.name} asks for ${name}`;
    const { annotations = {} } = pod.metadata;
    const joined = NETWORKS.find((key) =>
      wordsOf(annotations[key]).some((word) => NETWORK_WORDS.includes(word)),
    );
    return joined && `its annotation ${joined} joins it to a fabric`;
  },
};
