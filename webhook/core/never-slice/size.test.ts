import { asking, container, plain, podOf, served, sidecar } from '../testing/pods.ts';
import { type Sign } from '../testing/signs.ts';
import * as rules from './size.ts';
import { showsSigns } from '../testing/signs.contract.ts';

const table: readonly Sign[] = [
  {
    rule: 'never/invalid-count',
    name: 'half a GPU',
    pod: served(asking('500m')),
    want: 'container server asks for a quantity of nvidia.com/gpu that is no whole number',
    lookalikes: {
      'a whole one in milli': served(asking('1000m')),
      'none at all': served(asking('0')),
    },
  },
  {
    rule: 'never/already-slice',
    name: 'a slice the user chose',
    pod: served(asking(1, 'nvidia.com/mig-1g.10gb')),
    want: 'container server asks for nvidia.com/mig-1g.10gb itself',
    lookalikes: {
      'a whole GPU': podOf(),
      'none of a slice': served(asking(0, 'nvidia.com/gpu.shared')),
    },
  },
  {
    rule: 'never/multi-gpu',
    name: 'two GPUs',
    pod: served(asking(2)),
    want: 'container server asks for 2 nvidia.com/gpu; slices cannot be joined',
    lookalikes: {
      'one GPU in each of two containers': podOf({ containers: [container('a'), container('b')] }),
      'one GPU and two cores': served({ resources: { limits: { 'nvidia.com/gpu': 1, cpu: 2 } } }),
    },
  },
  {
    rule: 'never/rdma',
    name: 'a fabric adapter',
    pod: served({ resources: { limits: { 'nvidia.com/gpu': 1, 'vpc.amazonaws.com/efa': 1 } } }),
    want: 'container server asks for vpc.amazonaws.com/efa',
    lookalikes: {
      'another device of that cloud': served({
        resources: { limits: { 'nvidia.com/gpu': 1, 'vpc.amazonaws.com/pod-eni': 1 } },
      }),
      'fast local disk': served({
        resources: { limits: { 'nvidia.com/gpu': 1, 'example.com/rdma-disk': 1 } },
      }),
    },
  },
  {
    rule: 'never/rdma',
    name: 'a fabric adapter in a sidecar',
    pod: podOf({ initContainers: [sidecar(plain('net', asking(1, 'rdma/hca')))] }),
    want: 'container net asks for rdma/hca',
    lookalikes: {
      'a sidecar of its name': podOf({ containers: [plain('rdma')] }),
      'no sidecar': podOf(),
    },
  },
  ...['aliyun/erdma', 'vke.volcengine.com/rdma', 'acme.com/ib0', 'acme.com/rdma_shared_a'].map(
    (name): Sign => ({
      rule: 'never/rdma',
      name: `an adapter called ${name}`,
      pod: served({ resources: { limits: { 'nvidia.com/gpu': 1, [name]: 1 } } }),
      want: `container server asks for ${name}`,
      lookalikes: Object.fromEntries(
        ['acme.com/nvme-rdma', 'acme.com/ib-license', 'acme.com/wordman', 'fuse.dev/ribs'].map(
          (other) => [
            `${other} beside ${name}`,
            served({ resources: { limits: { 'nvidia.com/gpu': 1, [other]: 1 } } }),
          ],
        ),
      ),
    }),
  ),
  ...[
    'nvidia.com/hostdev',
    'nvidia.com/mlnxnics',
    'nvidia.com/rdma_shared_device_a',
    'mellanox.com/cx6_rdma',
    'openshift.io/rdma_vfs',
    'networking.gke.io.networks/gpu-1',
    'intel.com/sriov_netdevice',
    'rdma/hca_shared',
    'example.com/roce',
  ].map((name) => ({
    rule: 'never/rdma',
    name: `a fabric by ${name}`,
    pod: served({ resources: { limits: { 'nvidia.com/gpu': 1, [name]: 1 } } }),
    want: `container server asks for ${name}`,
    lookalikes: {},
  })),
  {
    rule: 'never/rdma',
    name: 'a network that is a fabric',
    pod: podOf({}, { annotations: { 'k8s.v1.cni.cncf.io/networks': 'default/ib-0' } }),
    want: 'its annotation k8s.v1.cni.cncf.io/networks joins it to a fabric',
    lookalikes: {
      'a network that is none': podOf(
        {},
        { annotations: { 'k8s.v1.cni.cncf.io/networks': 'storage' } },
      ),
      'a seller of them who sells something else': served({
        resources: { limits: { 'nvidia.com/gpu': 1, 'sriov.example.com/disk': 1 } },
      }),
    },
  },
];

showsSigns('more than one GPU, or not a GPU at all', table, Object.values(rules));
