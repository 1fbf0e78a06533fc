/** LeaderWorkerSet: groups of one leader and its workers, each numbered by a StatefulSet. */
import { scaleFrom } from '../../core/identity/scale.ts';
import { nameOf } from '../../core/text.ts';
import { count, isRecord, member, type Raw } from '../raw.ts';
import { ofStatefulSet } from './apps.ts';
import { templateHash, type Labels, type Made, type Makers, type Pointers } from './kind.ts';
import { templateAt } from './pointers.ts';

const LABEL = 'leaderworkerset.sigs.k8s.io';

export const leaderWorkerSet: Makers = {
  'LeaderWorkerSet.leaderworkerset.x-k8s.io'({ spec, name }) {
    const inside = member(spec, 'leaderWorkerTemplate');
    const worker = part(inside, 'workerTemplate');
    return groupsOf({
      name,
      spec,
      size: count(inside['size'], 1),
      leader: isRecord(inside['leaderTemplate']) ? part(inside, 'leaderTemplate') : worker,
      worker,
    });
  },
};

interface Part {
  readonly template: Raw;
  readonly writtenAt: Pointers;
}

const part = (inside: Raw, field: string): Part => ({
  template: member(inside, field),
  writtenAt: templateAt(`/spec/leaderWorkerTemplate/${field}`),
});

export interface Groups {
  readonly name: string;
  /** Of the set, for its `replicas`. */
  readonly spec: Raw;
  /** Pods in a group. */
  readonly size: number;
  readonly leader: Part;
  readonly worker: Part;
  readonly labels?: Labels;
}

export function groupsOf({ name, spec, size, leader, worker, labels = {} }: Groups): Made[] {
  const scale = scaleFrom('LeaderWorkerSet', spec);
  const groups = scale === 'none' ? 1 : scale.replicas;
  const revision = templateHash({ leader: leader.template, worker: worker.template });
  const inGroup = (group: number, index: number): Labels => ({
    ...labels,
    [`${LABEL}/name`]: name,
    [`${LABEL}/group-index`]: String(group),
    [`${LABEL}/group-key`]: nameOf(`${name}-${group}`),
    [`${LABEL}/worker-index`]: String(index),
    [`${LABEL}/template-revision-hash`]: revision,
  });
  const annotations = { [`${LABEL}/size`]: String(size) };
  const numbers = { kind: 'LeaderWorkerSet', name, scale } as const;
  const beside = Math.max(0, size - 1);
  const leaders: Made = {
    ...leader,
    group: 'leader',
    signs: (at) => ({
      ...ofStatefulSet(name, at, leader.template, inGroup(at, 0)),
      annotations,
    }),
    replicas: groups,
    numbers,
  };
  const workers: Made = {
    ...worker,
    group: 'worker',
    // A group's workers have a StatefulSet of their own, named after their leader.
    signs: (at) => {
      const [group, index] = [Math.floor(at / beside), (at % beside) + 1];
      return {
        ...ofStatefulSet(`${name}-${group}`, index, worker.template, inGroup(group, index)),
        annotations: { ...annotations, [`${LABEL}/leader-name`]: `${name}-${group}` },
      };
    },
    replicas: groups * beside,
    numbers,
  };
  return beside === 0 ? [leaders] : [leaders, workers];
}
