/** Pods that reach the GPUs of their node as the node does: its devices, its agents, its machines. */
import { base, launcher } from '../words/command-line.ts';
import { reachesDevices } from '../words/host-paths.ts';
import { imageOf } from '../identity/revision.ts';
import { keptByRun } from '../kept.ts';
import { seats, type Container } from '../pod.ts';
import type { NeverSlice } from './rule.ts';
import { spoken } from './spoken.ts';

export const hostDevices: NeverSlice = {
  id: 'never/host-devices',
  about: 'Devices of the node that come by a hostPath are whole cards, whatever was asked for.',
  check({ pod }) {
    const paths = pod.spec.volumes?.map(({ hostPath }) => hostPath?.path ?? '');
    const path = paths?.find(reachesDevices);
    return path && `it mounts ${path} of its node`;
  },
};

export const hostNamespaces: NeverSlice = {
  id: 'never/host-namespaces',
  about:
    'A pod among the processes of its node watches or joins those of other pods, on every card there.',
  check({ pod: { spec } }) {
    if (spec.hostPID === true) return 'it sees the processes of its node (hostPID)';
    return spec.hostIPC === true ? 'it shares memory with its node (hostIPC)' : undefined;
  },
};

const MACHINE_RUNTIME = 'kata';
const MACHINE_LABEL = 'kubevirt.io';

export const virtualMachine: NeverSlice = {
  id: 'never/virtual-machine',
  about: 'A virtual machine is handed whole devices, by another plugin than the slices.',
  check({ pod: { metadata, spec }, workload }) {
    const runtime = spec.runtimeClassName ?? '';
    if (runtime === MACHINE_RUNTIME || runtime.startsWith(`${MACHINE_RUNTIME}-`))
      return `its runtime class is ${runtime}, a virtual machine`;
    const machine =
      metadata.labels?.[MACHINE_LABEL] === 'virt-launcher' ||
      workload.kind === 'VirtualMachineInstance';
    return machine ? 'it runs a virtual machine of KubeVirt' : undefined;
  },
};

/** Profilers, monitors and managers of whole cards, and tests of their health. */
const AGENTS = [
  'dcgm-exporter',
  'dcgmi',
  'gpu-burn',
  'gpu-feature-discovery',
  'gpu_burn',
  'ncu',
  'nsys',
  'nv-hostengine',
  'nvbandwidth',
  'nvidia-cuda-mps-control',
  'nvidia-device-plugin',
  'nvidia-mig-manager',
  'nvidia-mig-parted',
];

/** Images that run one of them without being told a command. */
const IMAGES: ReadonlySet<string> = new Set([
  'dcgm',
  'dcgm-exporter',
  'gpu-burn',
  'gpu-feature-discovery',
  'gpu-operator-validator',
  'k8s-device-plugin',
  'k8s-driver-manager',
  'k8s-mig-manager',
  'kubevirt-gpu-device-plugin',
  'vgpu-device-manager',
  'vgpu-manager',
]);
const DRIVER = 'nvcr.io/nvidia/driver';

/** What `nvidia-smi` changes on a card; what it only shows, it shows of a slice as well. */
const CHANGING = ['mig', '-mig', '-pl', '-lgc', '-rgc', '-r', '-ac', '--gpu-reset'];

export const nodeAgent: NeverSlice = {
  id: 'never/node-agent',
  about:
    'Profilers, monitors and managers of GPUs work on whole cards; in a slice they see a part.',
  check({ pod }) {
    for (const { container } of seats(pod)) {
      const doing = tends(container);
      if (doing !== undefined) return `container ${container.name} runs ${doing}`;
    }
    return undefined;
  },
};

function tends(container: Container): string | undefined {
  const { repository } = imageOf(container.image ?? '');
  if (repository === DRIVER || IMAGES.has(base(repository))) return `the image ${repository}`;
  return tending(spoken(container));
}

const tending = keptByRun((run): string | undefined => {
  for (const [i, word] of run.entries())
    if (word.endsWith('nvidia-smi') && CHANGING.includes(run[i + 1] ?? ''))
      return `nvidia-smi ${run[i + 1]}`;
  return launcher(run, AGENTS);
});
