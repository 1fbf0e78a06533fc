/** KServe's LLMInferenceService: a Deployment for one node, a LeaderWorkerSet for several, and again for prefill. */
import { count, isRecord, member, type Raw } from '../raw.ts';
import { ofDeployment } from './apps.ts';
import { between, type Asked, type Labels, type Made, type Makers } from './kind.ts';
import { groupsOf } from './leader-worker-set.ts';
import { specAt } from './pointers.ts';

export const llm: Makers = {
  'LLMInferenceService.serving.kserve.io'(asked) {
    const untold = presets(asked.spec);
    const told = [
      ...serversOf(asked, { of: asked.spec, at: '/spec', suffix: '' }),
      ...(isRecord(asked.spec['prefill'])
        ? serversOf(asked, {
            of: member(asked.spec, 'prefill'),
            at: '/spec/prefill',
            suffix: '-prefill',
          })
        : []),
      ...schedulerOf(asked),
    ];
    return untold === undefined ? told : told.map((made) => ({ ...made, untold }));
  },
};

interface Part {
  readonly of: Raw;
  readonly at: string;
  readonly suffix: '' | '-prefill';
}

const labelsOf = (name: string, component: string): Labels => ({
  'app.kubernetes.io/component': component,
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/part-of': 'llminferenceservice',
});

function serversOf({ name }: Asked, { of, at, suffix }: Part): Made[] {
  const labels = labelsOf(name, `llminferenceservice-workload${suffix}`);
  const group = suffix === '' ? '' : 'prefill';
  const leader = { template: templateOf(of, 'template'), writtenAt: specAt(`${at}/template`) };
  if (!isRecord(of['worker']))
    return [
      {
        ...leader,
        group,
        signs: () => ofDeployment(`${name}-kserve${suffix}`, leader.template, labels),
        ...scaled(of),
      },
    ];
  const worker = { template: templateOf(of, 'worker'), writtenAt: specAt(`${at}/worker`) };
  return groupsOf({
    name: `${name}-kserve-mn${suffix}`,
    spec: of,
    size: sizeOf(member(of, 'parallelism')),
    leader,
    worker,
    labels,
  }).map((made) => ({
    ...made,
    group: group === '' ? (made.group ?? '') : `${group} ${made.group}`,
  }));
}

/** Where there is none the presets bring one, whose container is called so. */
const templateOf = (of: Raw, field: string): Raw => ({
  spec: { ...member(of, field), containers: member(of, field)['containers'] ?? [{ name: 'main' }] },
});

/** Nodes that hold one copy of the model together. */
function sizeOf({ data, dataLocal, pipeline }: Raw): number {
  const all = count(data, 0);
  const each = count(dataLocal, 0);
  return all > 0 && each > 0
    ? Math.max(1, Math.floor(all / each))
    : Math.max(1, count(pipeline, 1));
}

function scaled(of: Raw): Pick<Made, 'replicas' | 'atOnce'> {
  const scaling = member(of, 'scaling');
  const most = count(scaling['maxReplicas'], 0);
  if (most === 0) return { replicas: count(of['replicas'], 1) };
  return between(count(scaling['minReplicas'], 1), most, 'its autoscaler decides');
}

function schedulerOf({ spec, name }: Asked): Made[] {
  const at = '/spec/router/scheduler/template';
  const template = { spec: member(spec, 'router', 'scheduler', 'template') };
  return Array.isArray(template.spec['containers'])
    ? [
        {
          group: 'scheduler',
          template,
          writtenAt: specAt(at),
          signs: () =>
            ofDeployment(
              `${name}-kserve-router-scheduler`,
              template,
              labelsOf(name, 'llminferenceservice-router-scheduler'),
            ),
          replicas: 1,
        },
      ]
    : [];
}

function presets(spec: Raw): string | undefined {
  if (Array.isArray(spec['baseRefs']) && spec['baseRefs'].length > 0)
    return 'what its baseRefs bring is not followed';
  return isRecord(spec['template'])
    ? undefined
    : "its template comes from KServe's presets, in the cluster";
}
