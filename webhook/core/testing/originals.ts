/** What our annotation would keep of a pod that is changed by these edits. */
import type { Edit } from '../decision.ts';
import { isAlso, type Original } from '../edits/original.ts';
import type { Pod } from '../pod.ts';
import { requiredTerms } from '../selector.ts';

export function originalOf(pod: Pod, edits: readonly Edit[]): Original {
  const prefer = edits.flatMap((edit) => (edit.kind === 'preference' ? edit.prefer : []));
  const also = edits.filter(isAlso);
  return {
    v: 1,
    id: 'f'.repeat(16),
    containers: Object.fromEntries(
      edits.flatMap((edit) =>
        edit.kind === 'resource'
          ? [[edit.container, { asked: edit.from, slice: edit.to, got: edit.to }]]
          : [],
      ),
    ),
    require: edits.flatMap((edit) => (edit.kind === 'nodeAffinity' ? edit.require : [])),
    affinity: requiredTerms(pod) !== undefined,
    tolerate: edits.flatMap((edit) => (edit.kind === 'toleration' ? [edit.key] : [])),
    ...(prefer.length === 0 ? {} : { prefer }),
    ...(also.length === 0 ? {} : { also }),
  };
}
