/** Pods that reach a GPU by other ways than a resource name, or are somebody else's to place. */
import { gpuNames } from '../asks.ts';
import { foreignOf } from '../claim/claim-of.ts';
import { assigned } from '../words/command-line.ts';
import { KAI_DEVICES, KAI_KEYS } from '../fit/kai.ts';
import {
  cdiAnnotation,
  DEVICE_VARIABLES,
  mountsDevice,
  MPS_VARIABLE,
  NO_DEVICES,
} from '../words/picked.ts';
import {
  DEVICE_FOLDER,
  MIRROR,
  resourceNames,
  seats,
  type Container,
  type EnvVar,
} from '../pod.ts';
import { variable } from '../words/variables.ts';
import type { NeverSlice } from './rule.ts';
import { spoken } from './spoken.ts';
import { counted } from '../text.ts';

/** `SYS_ADMIN` opens what NVIDIA's driver guards by capability: configuring and watching every instance. */
const WIDE = ['ALL', 'CAP_SYS_ADMIN', 'SYS_ADMIN'];

export const privileged: NeverSlice = {
  id: 'never/privileged',
  about: 'A privileged container sees every device of its node, whatever it asked for.',
  check({ pod }) {
    for (const { container, role } of seats(pod)) {
      // One that asks for no GPU and is gone before the program starts, as those that set up a network.
      if (role === 'init' && gpuNames(container).length === 0) continue;
      const { privileged: all, capabilities } = container.securityContext ?? {};
      if (all === true) return `container ${container.name} is privileged`;
      const wide = capabilities?.add?.find((name) => WIDE.includes(name.toUpperCase()));
      if (wide !== undefined) return `container ${container.name} has the capability ${wide}`;
    }
    return undefined;
  },
};

const VISIBLE: readonly string[] = [...DEVICE_VARIABLES, MPS_VARIABLE];

export const visibleDevices: NeverSlice = {
  id: 'never/visible-devices',
  about: 'A pod that picks its devices itself would not see the slice it was given.',
  check({ pod }) {
    for (const { container } of seats(pod)) {
      const picked = pickedBy(container);
      if (picked !== undefined) return `container ${container.name} ${picked}`;
    }
    const cdi = cdiAnnotation(pod);
    return cdi && `it carries the annotation ${cdi}`;
  },
};

function pickedBy(container: Container): string | undefined {
  const found = VISIBLE.find((name) => picks(variable(container, name)));
  if (found !== undefined) return `sets ${found}`;
  const own = variable(container, CUDA);
  // A shell may set it anew, once for each program that it starts.
  const cuda = elsewhere(own)
    ? own
    : assigned(spoken(container), (name, value) => elsewhere({ name, value }));
  if (cuda !== undefined) return `sets ${CUDA}${cuda.value === undefined ? '' : `=${cuda.value}`}`;
  return mountsDevice(container)
    ? `picks its devices by a mount under /var/run/${DEVICE_FOLDER}`
    : undefined;
}

const picks = (one: EnvVar | undefined): boolean =>
  one !== undefined && !NO_DEVICES.includes(one.value ?? '');

/** What it narrows to is the first device it was given, or none; anything else needs another card. */
const CUDA = 'CUDA_VISIBLE_DEVICES';
const ONLY_FIRST = ['', '-1', '0', 'NoDevFiles'];

const elsewhere = (one: EnvVar | undefined): boolean =>
  one?.name === CUDA && !ONLY_FIRST.includes(one.value ?? '$');

export const resourceClaims: NeverSlice = {
  id: 'never/resource-claims',
  about: 'Dynamic Resource Allocation hands out its own devices, by its own rules.',
  check({ pod }) {
    const count = pod.spec.resourceClaims?.length ?? 0;
    return count > 0 ? `it has ${counted(count, 'resource claim')}` : undefined;
  },
};

/** KAI and run:ai, HAMi, Volcano's vGPU. */
const ENGINE_ANNOTATIONS = [
  ...KAI_KEYS,
  KAI_DEVICES,
  'nvidia.com/nouse-gputype',
  'nvidia.com/nouse-gpuuuid',
  'nvidia.com/use-gputype',
  'nvidia.com/use-gpuuuid',
  'nvidia.com/vgpu-mode',
  'volcano.sh/vgpu-mode',
  'volcano.sh/vgpu-nouse-gpuuuid',
  'volcano.sh/vgpu-use-gpuuuid',
];

/** Resources that share GPUs under prefixes that are not governed; by how they begin. */
const ENGINE_RESOURCES: Readonly<Record<string, string>> = {
  'nos.nebuly.com/gpu': 'nos',
  'aliyun.com/gpu': 'Alibaba Cloud',
  'tencent.com/vcuda': 'Tencent Cloud',
};

export const otherEngine: NeverSlice = {
  id: 'never/other-engine',
  about: 'Another GPU engine reads these names; a rewrite would take the pod away from it.',
  check({ pod, asks, catalogue }) {
    const annotation = ENGINE_ANNOTATIONS.find(
      (key) => pod.metadata.annotations?.[key] !== undefined,
    );
    if (annotation !== undefined) return `it carries the annotation ${annotation}`;
    for (const { seat, resource } of asks) {
      const engine = foreignOf(resource, catalogue)?.engine;
      if (engine !== undefined)
        return `container ${seat.container.name} asks for ${resource}, which is ${engine}'s`;
    }
    for (const { container } of seats(pod)) {
      const name = resourceNames(container).find((one) => engineOf(one) !== undefined);
      if (name !== undefined)
        return `container ${container.name} asks for ${name}, which is ${engineOf(name)}'s`;
    }
    return undefined;
  },
};

function engineOf(name: string): string | undefined {
  for (const prefix in ENGINE_RESOURCES)
    if (name.startsWith(prefix)) return ENGINE_RESOURCES[prefix];
  return undefined;
}

export const otherScheduler: NeverSlice = {
  id: 'never/other-scheduler',
  about:
    'Placement is proven against kube-scheduler; what another scheduler would do is not known here.',
  check({ pod }) {
    const name = pod.spec.schedulerName ?? 'default-scheduler';
    return name === 'default-scheduler' || name === '' ? undefined : `its scheduler is ${name}`;
  },
};

export const placedByHand: NeverSlice = {
  id: 'never/placed-by-hand',
  about: 'A pod with spec.nodeName, or a mirror of a static pod, skips the scheduler.',
  check({ pod }) {
    if (pod.metadata.annotations?.[MIRROR] !== undefined) return 'it mirrors a static pod';
    return pod.spec.nodeName ? `it names the node ${pod.spec.nodeName} itself` : undefined;
  },
};
