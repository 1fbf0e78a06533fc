/** The pod as our edits make it, as far as a Claim reads it: resources and placement. */
import type { Edit } from './decision.ts';
import type { Container, MatchExpression, Pod, ResourceList } from './pod.ts';
import { requiredTerms, selects } from './selector.ts';

export function edited(pod: Pod, edits: readonly Edit[]): Pod {
  const require = edits.flatMap((edit) => (edit.kind === 'nodeAffinity' ? edit.require : []));
  const names = new Map<string, { readonly from: string; readonly to: string }>();
  for (const edit of edits) if (edit.kind === 'resource') names.set(edit.container, edit);
  const renamed = (container: Container): Container => {
    const name = names.get(container.name);
    return name === undefined ? container : { ...container, resources: swapped(container, name) };
  };
  const { containers, initContainers, ...spec } = pod.spec;
  return {
    ...pod,
    spec: {
      ...spec,
      ...(initContainers === undefined ? {} : { initContainers: initContainers.map(renamed) }),
      containers: containers.map(renamed),
      ...(require.length === 0
        ? {}
        : { affinity: { ...spec.affinity, nodeAffinity: pinned(pod, require) } }),
    },
  };
}

function swapped({ resources }: Container, { from, to }: { from: string; to: string }) {
  const swap = (list: ResourceList = {}): ResourceList => {
    const { [from]: _, ...rest } = list;
    return { ...rest, [to]: '1' };
  };
  return { requests: swap(resources?.requests), limits: swap(resources?.limits) };
}

function pinned(pod: Pod, require: readonly MatchExpression[]) {
  const nodeSelectorTerms = requiredTerms(pod)
    ?.filter(selects)
    .map((term) => ({
      ...term,
      matchExpressions: [...(term.matchExpressions ?? []), ...require],
    })) ?? [{ matchExpressions: require }];
  return { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } };
}
