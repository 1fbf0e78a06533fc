/** What is written on a pod that we change: a sentence for people, and how it was. */
import type { Edit } from './decision.ts';
import { isAlso, type Original } from './edits/original.ts';
import { gotOf } from './fit/form.ts';
import { DECISION, ORIGINAL } from './governed.ts';
import { NOTHING } from './missing/supply.ts';
import { pickFor, type Plan } from './plan.ts';
import type { Question } from './question.ts';
import { requiredTerms } from './selector.ts';
import { sentence, type Taken } from './sentence.ts';
import { nameOf } from './text.ts';

/** What evidence is looked up by, as a name: a neighbour after us may change it. */
export const decidedOf = ({ revision, asks }: Question): string =>
  nameOf([revision, ...asks.map(({ seat }) => seat.container.image ?? '')].join('\n'));

export type Annotate = Extract<Edit, { kind: 'annotate' }>;

export function annotations(
  question: Question,
  plan: Plan,
  policy: string,
  id: string,
): Annotate[] {
  const optOut = question.terms === 'none' || question.terms.optOut === 'allowed';
  const { sets } = plan.supply ?? NOTHING;
  const taken = takenBy(question, plan);
  const containers = Object.fromEntries(
    taken.map(({ container, asked, slice, got }) => [container, { asked, slice, got }]),
  );
  const also = [...plan.edits, ...sets].filter(isAlso);
  const prefer = plan.edits.flatMap((edit) => (edit.kind === 'preference' ? edit.prefer : []));
  const original: Original = {
    v: 1,
    id,
    containers,
    require: plan.edits.flatMap((edit) => (edit.kind === 'nodeAffinity' ? edit.require : [])),
    affinity: requiredTerms(question.pod) !== undefined,
    tolerate: plan.edits.flatMap((edit) => (edit.kind === 'toleration' ? [edit.key] : [])),
    ...(plan.take === 'whole' ? { of: decidedOf(question) } : {}),
    ...(prefer.length === 0 ? {} : { prefer }),
    ...(also.length === 0 ? {} : { also }),
  };
  return [
    {
      kind: 'annotate',
      key: DECISION,
      value: sentence(taken, plan.because, { policy, id, optOut }, sets),
    },
    { kind: 'annotate', key: ORIGINAL, value: JSON.stringify(original) },
  ];
}

/** Of a pod whose GPUs we leave as they are, our annotation says nothing of them. */
const takenBy = ({ asks }: Question, plan: Plan): Taken[] =>
  plan.edits.length === 0
    ? []
    : asks.map(({ seat, resource: asked }) => {
        const pick = pickFor(plan, seat.pointer);
        const got = pick === undefined ? asked : gotOf(pick);
        return { container: seat.container.name, asked, slice: pick?.key ?? 'whole', got };
      });
