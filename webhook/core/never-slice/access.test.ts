import { asking, plain, podOf, served, sidecar } from '../testing/pods.ts';
import { env, type Sign } from '../testing/signs.ts';
import * as rules from './access.ts';
import { showsSigns } from '../testing/signs.contract.ts';

const table: readonly Sign[] = [
  {
    rule: 'never/resource-claims',
    name: 'a device by resource claim',
    pod: podOf({ resourceClaims: [{ name: 'gpu' }] }),
    want: 'it has 1 resource claim',
    lookalikes: { 'an empty list of claims': podOf({ resourceClaims: [] }), 'no list': podOf() },
  },
  {
    rule: 'never/resource-claims',
    name: 'two devices by claims',
    pod: podOf({ resourceClaims: [{ name: 'a' }, { name: 'b' }] }),
    want: 'it has 2 resource claims',
    lookalikes: {},
  },
  ...[
    'nvidia.com/nouse-gputype',
    'nvidia.com/nouse-gpuuuid',
    'nvidia.com/use-gputype',
    'nvidia.com/use-gpuuuid',
    'nvidia.com/vgpu-mode',
    'volcano.sh/vgpu-mode',
    'volcano.sh/vgpu-nouse-gpuuuid',
    'volcano.sh/vgpu-use-gpuuuid',
  ].map((key) => ({
    rule: 'never/other-engine',
    name: `what is said to another engine by ${key}`,
    pod: podOf({}, { annotations: { [key]: 'x' } }),
    want: `it carries the annotation ${key}`,
    lookalikes: { [`${key} as a label`]: podOf({}, { labels: { [key]: 'x' } }) },
  })),
  ...Object.entries({
    'nos.nebuly.com/gpu-10gb': 'nos',
    'aliyun.com/gpu-mem': 'Alibaba Cloud',
    'tencent.com/vcuda-core': 'Tencent Cloud',
  }).map(([name, engine]) => ({
    rule: 'never/other-engine',
    name: `a part of a card by ${name}`,
    pod: served({ resources: { limits: { 'nvidia.com/gpu': 1, [name]: 1 } } }),
    want: `container server asks for ${name}, which is ${engine}'s`,
    lookalikes: {},
  })),
  {
    rule: 'never/other-engine',
    name: "memory in HAMi's words",
    pod: served({ resources: { limits: { 'nvidia.com/gpu': 1, 'nvidia.com/gpumem': 3000 } } }),
    want: "container server asks for nvidia.com/gpumem, which is HAMi's",
    lookalikes: {
      'a name that only begins alike': served(asking(1, 'nvidia.com/gpumemory')),
      'an annotation that only begins alike': podOf(
        {},
        { annotations: { 'gpu-fraction-note': 'x' } },
      ),
    },
  },
  {
    rule: 'never/other-engine',
    name: "a fraction in KAI's words",
    pod: podOf({}, { annotations: { 'gpu-fraction': '0.5' } }),
    want: 'it carries the annotation gpu-fraction',
    lookalikes: {
      'a label of that name, which KAI does not read': podOf(
        {},
        { labels: { 'gpu-fraction': '0.5' } },
      ),
      'its own annotation': podOf({}, { annotations: { 'team/gpu-memory': '1' } }),
    },
  },
  {
    rule: 'never/placed-by-hand',
    name: 'a node named by hand',
    pod: podOf({ nodeName: 'gpu-1' }),
    want: 'it names the node gpu-1 itself',
    lookalikes: {
      'a node named by selector': podOf({ nodeSelector: { 'kubernetes.io/hostname': 'gpu-1' } }),
      'an empty node name': podOf({ nodeName: '' }),
    },
  },
  {
    rule: 'never/placed-by-hand',
    name: 'a mirror of a static pod',
    pod: podOf({}, { annotations: { 'kubernetes.io/config.mirror': 'abc' } }),
    want: 'it mirrors a static pod',
    lookalikes: {
      'the hash a kubelet writes': podOf({}, { annotations: { 'kubernetes.io/config.hash': 'a' } }),
      'a label of that name': podOf({}, { labels: { 'kubernetes.io/config.mirror': 'abc' } }),
    },
  },
  {
    rule: 'never/other-scheduler',
    name: 'another scheduler',
    pod: podOf({ schedulerName: 'kai-scheduler' }),
    want: 'its scheduler is kai-scheduler',
    lookalikes: {
      'the default one by name': podOf({ schedulerName: 'default-scheduler' }),
      'an empty name': podOf({ schedulerName: '' }),
    },
  },
  {
    rule: 'never/privileged',
    name: 'a privileged sidecar',
    pod: podOf({
      initContainers: [sidecar(plain('dcgm', { securityContext: { privileged: true } }))],
    }),
    want: 'container dcgm is privileged',
    lookalikes: {
      'one that says it is not': served({ securityContext: { privileged: false } }),
      'one that says nothing of it': served({ securityContext: {} }),
    },
  },
  {
    rule: 'never/visible-devices',
    name: 'a device picked by environment',
    pod: served(env('NVIDIA_VISIBLE_DEVICES', 'all')),
    want: 'container server sets NVIDIA_VISIBLE_DEVICES',
    lookalikes: {
      'void, which the toolkit reads as none of its business': served(
        env('NVIDIA_VISIBLE_DEVICES', 'void'),
      ),
      'an index among those it was given': served(env('CUDA_VISIBLE_DEVICES', '0')),
    },
  },
  {
    rule: 'never/visible-devices',
    name: 'a device that a Secret picks',
    pod: served(env('NVIDIA_VISIBLE_DEVICES')),
    want: 'container server sets NVIDIA_VISIBLE_DEVICES',
    lookalikes: {
      none: served(env('NVIDIA_VISIBLE_DEVICES', 'none')),
      'what the driver may do': served(env('NVIDIA_DRIVER_CAPABILITIES', 'compute,utility')),
    },
  },
  {
    rule: 'never/visible-devices',
    name: 'a second card, by its index',
    pod: served(env('CUDA_VISIBLE_DEVICES', '1')),
    want: 'container server sets CUDA_VISIBLE_DEVICES=1',
    lookalikes: {
      'no card at all': served(env('CUDA_VISIBLE_DEVICES', '')),
      'the order of cards': served(env('CUDA_DEVICE_ORDER', 'PCI_BUS_ID')),
    },
  },
  {
    rule: 'never/visible-devices',
    name: 'a second card, said after the first',
    pod: served({
      env: [
        { name: 'CUDA_VISIBLE_DEVICES', value: '0' },
        { name: 'CUDA_VISIBLE_DEVICES', value: '1' },
      ],
    }),
    want: 'container server sets CUDA_VISIBLE_DEVICES=1',
    lookalikes: {
      'the first, said after the second': served({
        env: [
          { name: 'CUDA_VISIBLE_DEVICES', value: '1' },
          { name: 'CUDA_VISIBLE_DEVICES', value: '0' },
        ],
      }),
      'all, and then none of its business': served({
        env: [
          { name: 'NVIDIA_VISIBLE_DEVICES', value: 'all' },
          { name: 'NVIDIA_VISIBLE_DEVICES', value: 'void' },
        ],
      }),
    },
  },
  {
    rule: 'never/visible-devices',
    name: 'a second card, for the second program of a shell',
    pod: served({
      command: ['sh', '-c', 'CUDA_VISIBLE_DEVICES=0 a & CUDA_VISIBLE_DEVICES=1 b'],
      ...env('CUDA_VISIBLE_DEVICES', '0'),
    }),
    want: 'container server sets CUDA_VISIBLE_DEVICES=1',
    lookalikes: {
      'the first for both': served({
        command: ['sh', '-c', 'CUDA_VISIBLE_DEVICES=0 a & CUDA_VISIBLE_DEVICES=0 b'],
      }),
      'the same, as a variable of the container': served({
        command: ['sh', '-c', 'CUDA_VISIBLE_DEVICES=0 a'],
        ...env('CUDA_VISIBLE_DEVICES', '0'),
      }),
    },
  },
  {
    rule: 'never/visible-devices',
    name: 'an index that a Secret picks',
    pod: served(env('CUDA_VISIBLE_DEVICES')),
    want: 'container server sets CUDA_VISIBLE_DEVICES',
    lookalikes: {
      'the first one, in the shell': served({ command: ['sh', '-c', 'CUDA_VISIBLE_DEVICES=0 a'] }),
      'one that is only printed': served({ command: ['sh', '-c', 'echo $CUDA_VISIBLE_DEVICES'] }),
    },
  },
  {
    rule: 'never/visible-devices',
    name: 'a device picked by a mount',
    pod: served({ volumeMounts: [{ mountPath: '/var/run/nvidia-container-devices/GPU-1' }] }),
    want: 'container server picks its devices by a mount under /var/run/nvidia-container-devices',
    lookalikes: {
      'another mount': served({ volumeMounts: [{ mountPath: '/var/run/secrets' }] }),
      'a mount without a path': served({ volumeMounts: [{}] }),
    },
  },
  {
    rule: 'never/privileged',
    name: 'the capability that opens the driver',
    pod: served({ securityContext: { capabilities: { add: ['SYS_ADMIN'] } } }),
    want: 'container server has the capability SYS_ADMIN',
    lookalikes: {
      'one that pins memory': served({
        securityContext: { capabilities: { add: ['IPC_LOCK', 'NET_ADMIN'] } },
      }),
      none: served({ securityContext: { capabilities: {} } }),
    },
  },
  {
    rule: 'never/other-engine',
    name: "a vGPU of Tencent's beside the card",
    pod: served({ resources: { limits: { 'nvidia.com/gpu': 1, 'tencent.com/vcuda-core': 30 } } }),
    want: "container server asks for tencent.com/vcuda-core, which is Tencent Cloud's",
    lookalikes: {
      'a device of no engine': served({
        resources: { limits: { 'nvidia.com/gpu': 1, 'smarter-devices/fuse': 1 } },
      }),
      'a name that ends alike': served({
        resources: { limits: { 'nvidia.com/gpu': 1, 'my.tencent.com/vcuda': 1 } },
      }),
    },
  },
];

showsSigns('GPUs reached by other ways', table, Object.values(rules));
