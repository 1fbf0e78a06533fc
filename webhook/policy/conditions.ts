/** The conditions of a policy, made ready once; and what is wrong with them, before a pod pays for it. */
import { asking } from '../cel/environment.ts';
import type { Answer, Condition, Subject } from '../core/terms.ts';
import type { Flaw as ExpressionFlaw } from '../cel/expression.ts';
import { askedObject, type AskedObject } from './asked-object.ts';
import { faultAt, type Document, type Fault } from './documents.ts';
import { anyOf } from './globs.ts';
import { foundAt, readPath } from './json-path.ts';
import type { GpuPolicy } from './schema/gpu-policy.ts';

export type Written = NonNullable<GpuPolicy['spec']['match']['conditions']>[number];

interface Flaw {
  readonly field: 'cel' | 'jsonPath';
  readonly at: number;
  readonly says: string;
  readonly help?: string;
}

type Question = (object: AskedObject, subject: Subject) => Answer;
type Ready = { readonly question: Question } | { readonly flaw: Flaw };

const ready = asking({
  object: 'dyn',
  namespaceLabels: 'map<string, string>',
  owner: 'map<string, string>',
});

/** A set is made of what has no fault, so what has a flaw is asked by nobody. */
export const conditionsOf = (policy: string, written: readonly Written[]): readonly Condition[] =>
  written.flatMap((one) => {
    const made = readyOf(one);
    if ('flaw' in made) return [];
    return [{ policy, name: one.name, answer: answering(made.question) }];
  });

const answering =
  (question: Question): Condition['answer'] =>
  (pod, subject) => {
    const object = askedObject(pod, subject);
    return typeof object === 'string' ? { error: object } : question(object, subject);
  };

const known = new WeakMap<Written, Ready>();

/** Once for its faults and its use. */
function readyOf(written: Written): Ready {
  const before = known.get(written);
  if (before !== undefined) return before;
  const { cel, jsonPath, values } = written;
  const made = cel === undefined ? pathOf(jsonPath ?? '', values) : expressionOf(cel);
  known.set(written, made);
  return made;
}

function expressionOf(text: string): Ready {
  const made = ready(text);
  if (!made.ok) return { flaw: { field: 'cel', ...withVariables(made.flaw) } };
  const { expression } = made;
  return {
    question({ cel }, { namespaceLabels, ownerKind, ownerName }) {
      const owner = { kind: ownerKind, name: ownerName };
      const answer = expression.ask({ object: cel, namespaceLabels, owner });
      if (typeof answer !== 'boolean') return answer;
      return answer ? 'holds' : 'fails';
    },
  };
}

/** Whoever writes of a pod finds it under another name here. */
const withVariables = (flaw: ExpressionFlaw): ExpressionFlaw =>
  flaw.says.includes('Unknown variable')
    ? { ...flaw, help: 'there are object (the pod), namespaceLabels, owner.kind and owner.name' }
    : flaw;

function pathOf(text: string, values: readonly string[] | undefined): Ready {
  const path = readPath(text);
  if (!path.ok) return { flaw: { field: 'jsonPath', ...path.flaw } };
  const fits = values === undefined ? () => true : anyOf(values);
  return {
    question: ({ json }) =>
      foundAt(path.steps, json).some((value) => values === undefined || fits(textOf(value)))
        ? 'holds'
        : 'fails',
  };
}

/** A list or a map is nobody's text; no glob is empty, so none fits it. */
const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
};

export const conditionFaults = (document: Document<GpuPolicy>): Fault[] =>
  (document.value.spec.match.conditions ?? []).flatMap((written, i, all) => {
    const pointer = `/spec/match/conditions/${i}`;
    const { name, cel, jsonPath, values } = written;
    if ((cel === undefined) === (jsonPath === undefined))
      return [faultAt(document, pointer, 'must have either cel or jsonPath')];
    const faults: Fault[] = [];
    if (values !== undefined && jsonPath === undefined)
      faults.push(
        faultAt(document, `${pointer}/values`, 'are compared with what a jsonPath finds'),
      );
    if (all.findIndex((other) => other.name === name) < i)
      faults.push(faultAt(document, `${pointer}/name`, `is ${name}, and another has that name`));
    const made = readyOf(written);
    return 'flaw' in made ? [...faults, flawAt(document, pointer, made.flaw)] : faults;
  });

function flawAt(document: Document, above: string, { field, at, says, help }: Flaw): Fault {
  const pointer = `${above}/${field}`;
  return { ...faultAt(document, pointer, says, help), ...document.at(pointer, at) };
}
