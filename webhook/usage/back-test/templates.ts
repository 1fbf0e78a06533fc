/**
 * The pods that a back-test decides: of each container of each workload the one that came last, as it
 * would come again. What the cluster has forgotten nobody can decide.
 */
import { gpuAsks } from '../../core/asks.ts';
import { submitted } from '../../core/edits/undo.ts';
import type { Pod } from '../../core/pod.ts';
import type { World } from '../../core/world.ts';
import type { Standing } from '../profiling/standing.ts';
import { membersOf, type Member } from '../profiling/whose.ts';

export interface Template {
  /** Before it was put on a node, and without what we have written. */
  readonly pod: Pod;
  readonly namespace: string;
  /** Its containers that ask for a GPU. */
  readonly members: readonly Member[];
}

/** Oldest first. */
export const templatesIn = ({ pods, makers }: Standing, world: World): readonly Template[] =>
  [...pods, ...makers.map(({ template, created }) => ({ pod: template, created }))]
    .toSorted((a, b) => a.created - b.created)
    .flatMap(({ pod, created }) => templateOf(pod, created, world));

function templateOf(pod: Pod, created: number, world: World): Template[] {
  const own = unplaced(submitted(pod));
  const asking = new Set(gpuAsks(own).map(({ seat }) => seat.container.name));
  if (asking.size === 0) return [];
  const members = [...membersOf(pod, world).values()]
    .filter(({ container }) => asking.has(container))
    .map((member) => ({ ...member, since: created }));
  const [first] = members;
  return first === undefined ? [] : [{ pod: own, namespace: first.workload.namespace, members }];
}

function unplaced(pod: Pod): Pod {
  const { nodeName: _, ...spec } = pod.spec;
  return { ...pod, spec };
}

/** Those that were the last to come by then, each with the containers of which it was. */
export function latestBy(templates: readonly Template[], at: number): readonly Template[] {
  const last = new Map<string, { template: Template; member: Member }>();
  for (const template of templates)
    for (const member of template.members)
      if (member.since <= at) last.set(nameOf(member), { template, member });
  const pods = new Map<Pod, Template>();
  for (const { template, member } of last.values()) {
    const members = [...(pods.get(template.pod)?.members ?? []), member];
    pods.set(template.pod, { ...template, members });
  }
  return [...pods.values()];
}

const nameOf = ({ workload: { namespace, kind, name }, container }: Member): string =>
  JSON.stringify([namespace, kind, name, container]);
