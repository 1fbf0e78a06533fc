import { podOf, served } from '../testing/pods.ts';
import { type Sign } from '../testing/signs.ts';
import * as rules from './host.ts';
import { showsSigns } from '../testing/signs.contract.ts';

const mounting = (path: string) => podOf({ volumes: [{}, { hostPath: { path } }] });
const run = (...command: string[]) => served({ command });
const image = (name: string) => served({ image: name });

const table: readonly Sign[] = [
  {
    rule: 'never/host-devices',
    name: 'a card of its node',
    pod: mounting('/dev/nvidia0'),
    want: 'it mounts /dev/nvidia0 of its node',
    lookalikes: {
      'shared memory': mounting('/dev/shm'),
      'a folder of that name elsewhere': mounting('/data/dev/nvidia0'),
      'an empty directory': podOf({ volumes: [{}] }),
      'no path': podOf({ volumes: [{ hostPath: {} }] }),
    },
  },
  {
    rule: 'never/host-devices',
    name: 'a folder above them, however it is written',
    pod: mounting('//dev/./'),
    want: 'it mounts //dev/./ of its node',
    lookalikes: {
      'a folder beside them': mounting('/var/run/app'),
      'a folder whose name goes on': mounting('/device'),
    },
  },
  {
    rule: 'never/host-devices',
    name: 'a socket of the driver',
    pod: mounting('/run/nvidia-persistenced'),
    want: 'it mounts /run/nvidia-persistenced of its node',
    lookalikes: {
      'a folder of that name elsewhere': mounting('/data/run/nvidia-persistenced'),
      'a socket of another': mounting('/run/dbus'),
    },
  },
  {
    rule: 'never/host-namespaces',
    name: 'the processes of its node',
    pod: podOf({ hostPID: true, hostIPC: true }),
    want: 'it sees the processes of its node (hostPID)',
    lookalikes: { 'told not to': podOf({ hostPID: false, hostIPC: false }) },
  },
  {
    rule: 'never/virtual-machine',
    name: 'a runtime that is a machine',
    pod: podOf({ runtimeClassName: 'kata-qemu' }),
    want: 'its runtime class is kata-qemu, a virtual machine',
    lookalikes: {
      "NVIDIA's runtime": podOf({ runtimeClassName: 'nvidia' }),
      'a name that goes on': podOf({ runtimeClassName: 'katalog' }),
    },
  },
  {
    rule: 'never/virtual-machine',
    name: 'a machine of KubeVirt',
    pod: podOf({}, { labels: { 'kubevirt.io': 'virt-launcher' } }),
    want: 'it runs a virtual machine of KubeVirt',
    lookalikes: { "KubeVirt's own": podOf({}, { labels: { 'kubevirt.io': 'virt-api' } }) },
  },
  {
    rule: 'never/node-agent',
    name: 'an exporter, by its image',
    pod: image('nvcr.io/nvidia/k8s/dcgm-exporter:4'),
    want: 'container server runs the image nvcr.io/nvidia/k8s/dcgm-exporter',
    lookalikes: {
      'an image whose name goes on': image('acme/dcgm-exporter-dashboard:1'),
      'a driver of another kind': image('ghcr.io/acme/driver:1'),
    },
  },
  {
    rule: 'never/node-agent',
    name: 'a profiler',
    pod: run('/opt/bin/nsys', 'profile', 'python', 'a.py'),
    want: 'container server runs nsys',
    lookalikes: { 'a tag of a run': run('python', 'a.py', '--tag', 'nsys') },
  },
  {
    rule: 'never/node-agent',
    name: 'a card that is changed',
    pod: run('sh', '-c', '/usr/bin/nvidia-smi -pl 250; python a.py'),
    want: 'container server runs nvidia-smi -pl',
    lookalikes: { 'a card that is shown': run('sh', '-c', 'nvidia-smi -q && python a.py') },
  },
  ...['mig', '-mig', '-pl', '-lgc', '-rgc', '-r', '-ac', '--gpu-reset'].map((change) => ({
    rule: 'never/node-agent',
    name: `a change of the card by nvidia-smi ${change}`,
    pod: run('nvidia-smi', change, '1'),
    want: `container server runs nvidia-smi ${change}`,
    lookalikes: { [`${change} of another program`]: run('show', change, '1') },
  })),
  {
    rule: 'never/virtual-machine',
    name: 'a machine by its runtime, of the plain kind',
    pod: podOf({ runtimeClassName: 'kata' }),
    want: 'its runtime class is kata, a virtual machine',
    lookalikes: { 'a runtime of such a name': podOf({ runtimeClassName: 'katamaran' }) },
  },
  {
    rule: 'never/virtual-machine',
    name: 'a machine by its owner',
    pod: podOf(),
    kind: 'VirtualMachineInstance',
    want: 'it runs a virtual machine of KubeVirt',
    lookalikes: { 'a container of a Deployment': podOf() },
  },
];

showsSigns('GPUs reached as the node reaches them', table, Object.values(rules));
