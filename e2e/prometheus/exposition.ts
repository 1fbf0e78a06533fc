/**
 * What the DCGM exporter and kube-state-metrics would serve of a script at a moment: their names of
 * metrics and labels, in their order, empty labels of a device that nobody holds among them.
 */
import { valueAt } from './course.ts';
import { lives, type EngineUse, type FleetScript, type Holder, type Use } from './script.ts';

export interface Exposed {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export const onNode = ({ uses }: FleetScript, node: string, at: number): readonly Exposed[] =>
  uses
    .filter((use) => use.node === node && lives(use, at))
    .flatMap((use) =>
      Object.entries(use.signals).flatMap(([name, course]) => {
        const value = valueAt(course, at);
        return value === undefined ? [] : [{ name, labels: labelsOf(use), value }];
      }),
    );

export const ofEngine = ({ series }: EngineUse, at: number): readonly Exposed[] =>
  series.flatMap(({ name, labels, course }) => {
    const value = valueAt(course, at);
    return value === undefined ? [] : [{ name, labels, value }];
  });

function labelsOf({ node, device, holder }: Use): Exposed['labels'] {
  const { uuid, model, instance, vgpu } = device;
  return {
    gpu: '0',
    UUID: uuid,
    pci_bus_id: '00000000:07:00.0',
    device: 'nvidia0',
    modelName: model,
    ...(instance ? { GPU_I_PROFILE: instance.profile, GPU_I_ID: instance.id } : {}),
    Hostname: node,
    DCGM_FI_DRIVER_VERSION: '570.133.20',
    container: holder?.container ?? '',
    namespace: holder?.namespace ?? '',
    pod: holder?.pod ?? '',
    ...(vgpu === undefined ? {} : { vgpu }),
  };
}

export function ofObjects({ uses }: FleetScript, at: number): readonly Exposed[] {
  const living = uses.filter((use) => lives(use, at));
  const all = living.flatMap((use) => (use.holder ? ofPod(use.holder, use.node) : []));
  // A pod on two devices is one pod, and its ReplicaSet is that of others.
  return [...new Map(all.map((each) => [each.name + JSON.stringify(each.labels), each])).values()];
}

function ofPod(holder: Holder, node: string): readonly Exposed[] {
  const { namespace, pod, container, owner, image, resource } = holder;
  const of = { namespace, pod, uid: `uid-of-${pod}` };
  return [
    one('kube_pod_owner', { ...of, ...owned(owner) }),
    one('kube_pod_info', { ...of, node, ...created(owner) }),
    ...(image === undefined ? [] : [one('kube_pod_container_info', { ...of, container, image })]),
    ...(resource === undefined
      ? []
      : [
          one('kube_pod_container_resource_requests', {
            ...of,
            container,
            node,
            resource: resource.replaceAll(/[^A-Za-z0-9_]/g, '_'),
            unit: 'integer',
          }),
        ]),
    ...above(namespace, owner),
  ];
}

/** kube-state-metrics shows who owns a ReplicaSet and a Job, and of what else it does not. */
function above(namespace: string, owner: Holder['owner']): readonly Exposed[] {
  if (owner?.kind === 'ReplicaSet')
    return [
      one('kube_replicaset_owner', { namespace, replicaset: owner.name, ...owned(owner.owner) }),
    ];
  if (owner?.kind === 'Job')
    return [one('kube_job_owner', { namespace, job_name: owner.name, ...owned(owner.owner) })];
  return [];
}

const owned = (owner?: { readonly kind: string; readonly name: string }) => ({
  owner_kind: owner?.kind ?? '',
  owner_name: owner?.name ?? '',
  owner_is_controller: owner ? 'true' : '',
});

const created = (owner: Holder['owner']) => ({
  created_by_kind: owner?.kind ?? '',
  created_by_name: owner?.name ?? '',
});

const one = (name: string, labels: Exposed['labels']): Exposed => ({ name, labels, value: 1 });

/** In the text format, metric after metric. */
export function text(exposed: readonly Exposed[]): string {
  const names = [...new Set(exposed.map(({ name }) => name))];
  return names
    .map((name) => {
      const lines = exposed
        .filter((each) => each.name === name)
        .map(({ labels, value }) => `${name}${braces(labels)} ${value}\n`);
      return `# HELP ${name} As scripted.\n# TYPE ${name} gauge\n${lines.join('')}`;
    })
    .join('');
}

export const braces = (labels: Exposed['labels']): string =>
  `{${Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',')}}`;
