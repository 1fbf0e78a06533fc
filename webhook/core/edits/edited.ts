/** The pod as our edits make it, as far as a Claim reads it: what it asks for, how, and where it goes. */
import type { Edit } from '../decision.ts';
import type { Container, MatchExpression, ObjectMeta, Pod, ResourceList } from '../pod.ts';
import { requiredTerms, selects } from '../selector.ts';
import { undo } from './undo.ts';

export function edited(pod: Pod, edits: readonly Edit[]): Pod {
  const [first, ...others] = edits;
  if (first?.kind === 'restore') return edited(undo(pod, first.original), others);
  const require = edits.flatMap((edit) => (edit.kind === 'nodeAffinity' ? edit.require : []));
  const own = (container: Container): Container => ofContainer(container, edits);
  const { containers, initContainers, ...spec } = pod.spec;
  return {
    ...pod,
    metadata: marked(pod.metadata, edits),
    spec: {
      ...spec,
      ...claiming(pod, edits),
      ...(initContainers === undefined ? {} : { initContainers: initContainers.map(own) }),
      containers: containers.map(own),
      ...(require.length === 0
        ? {}
        : { affinity: { ...spec.affinity, nodeAffinity: pinned(pod, require) } }),
    },
  };
}

function ofContainer(container: Container, edits: readonly Edit[]): Container {
  return edits.reduce((made: Container, edit): Container => {
    if (!('container' in edit) || edit.container !== container.name) return made;
    const { requests, limits, claims = [] } = made.resources ?? {};
    if (edit.kind === 'claim')
      return {
        ...made,
        resources: { ...made.resources, claims: [...claims, { name: edit.claim }] },
      };
    // A Claim does not read what an engine is told.
    if (edit.kind === 'env' || edit.kind === 'arg') return made;
    if (edit.kind === 'request')
      return {
        ...made,
        resources: { ...made.resources, requests: { ...requests, [edit.resource]: edit.quantity } },
      };
    const change = changeOf(edit);
    const resources = { ...made.resources, requests: change(requests), limits: change(limits) };
    return { ...made, resources };
  }, container);
}

type OfResources = Extract<Edit, { kind: 'resource' | 'withdraw' | 'beside' }>;

const changeOf =
  (edit: OfResources) =>
  (list: ResourceList = {}): ResourceList => {
    if (edit.kind === 'beside') return { ...list, [edit.resource]: edit.quantity };
    const { [edit.kind === 'resource' ? edit.from : edit.resource]: _, ...rest } = list;
    return edit.kind === 'resource' ? { ...rest, [edit.to]: '1' } : rest;
  };

function marked(metadata: ObjectMeta, edits: readonly Edit[]): ObjectMeta {
  const annotations = edits.flatMap((edit) =>
    edit.kind === 'mark' && edit.on === 'annotations' ? [[edit.key, edit.value] as const] : [],
  );
  return annotations.length === 0
    ? metadata
    : { ...metadata, annotations: { ...metadata.annotations, ...Object.fromEntries(annotations) } };
}

function claiming({ spec }: Pod, edits: readonly Edit[]): Partial<Pod['spec']> {
  const claims = new Map(
    edits.flatMap((edit) => {
      if (edit.kind !== 'claim') return [];
      return [[edit.claim, { name: edit.claim, resourceClaimTemplateName: edit.template }]];
    }),
  );
  if (claims.size === 0) return {};
  return { resourceClaims: [...(spec.resourceClaims ?? []), ...claims.values()] };
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
