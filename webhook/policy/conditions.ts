/** The conditions of a policy, made ready once; and what is wrong with them, before a pod pays for it. */
import { asking } from '../cel/environment.ts';
import type { Answer, Condition, Subject } from '../core/terms.ts';
import type { Flaw as ExpressionFlaw } from '../cel/expression.ts';
import { Meter, MOST_COST, reading, seeking, Spent } from '../cel/meter.ts';
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

type Question = (object: AskedObject, subject: Subject, meter: Meter) => Answer;
type Ready = { readonly question: Question } | { readonly flaw: Flaw };

const ready = asking({
  object: 'dyn',
  namespaceLabels: 'map<string, string>',
  owner: 'map<string, string>',
});

/** What all conditions of a set together may cost, of one pod. */
const MOST_OF_SET = 2_000_000;

/**
 * What each of so many may cost. They share it by number and not by need: what one may take would else
 * depend on which were asked before it, and replicas remember different answers.
 */
export const shareOf = (conditions: number): number =>
  Math.min(MOST_COST, Math.floor(MOST_OF_SET / Math.max(1, conditions)));

/** A set is made of what has no fault, so what has a flaw is asked by nobody. */
export const conditionsOf = (
  policy: string,
  written: readonly Written[],
  most: number,
): readonly Condition[] =>
  written.flatMap((one) => {
    const made = readyOf(one);
    if ('flaw' in made) return [];
    return [{ policy, name: one.name, answer: answering(made.question, most) }];
  });

const answering =
  (question: Question, most: number): Condition['answer'] =>
  (pod, subject) => {
    const object = askedObject(pod, subject);
    return typeof object === 'string'
      ? { error: object }
      : question(object, subject, new Meter(most));
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
    question({ cel }, { namespaceLabels, ownerKind, ownerName }, meter) {
      const owner = { kind: ownerKind, name: ownerName };
      const answer = expression.ask({ object: cel, namespaceLabels, owner }, meter);
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
  const fitting = fittingOne(values ?? []);
  return {
    question: ({ json }, _, meter) =>
      paidFor(() =>
        foundAt(path.steps, json, meter).some(
          (value) => values === undefined || fitting(textOf(value), meter),
        ),
      ),
  };
}

/** Names are looked up, whatever their number; a glob is looked for. */
function fittingOne(values: readonly string[]): (text: string, meter: Meter) => boolean {
  const fits = anyOf(values);
  const globs = values.filter((value) => value.includes('*'));
  return (found, meter) => {
    meter.pay(globs.reduce((all, glob) => all + seeking(found, glob), reading(found)));
    return fits(found);
  };
}

function paidFor(asked: () => boolean): Answer {
  try {
    return asked() ? 'holds' : 'fails';
  } catch (error) {
    if (error instanceof Spent) return { error: error.message };
    throw error;
  }
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
