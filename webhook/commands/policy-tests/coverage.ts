/** What the cases of a suite have come by: policies that matched and won, guardrails that objected and passed. */
import { gather } from '../../core/gather.ts';
import { readPod } from '../../core/read-pod.ts';
import { ofKind, type Document } from '../../policy/documents.ts';
import { standingOn } from '../standing.ts';
import { around, type Played } from './play.ts';
import type { Suite } from './suites.ts';

export interface PolicyCoverage {
  readonly policy: string;
  readonly matched: number;
  readonly won: number;
}

export interface GuardCoverage {
  readonly rule: string;
  readonly objected: number;
  /** Of those, how often it kept the pod out. */
  readonly refused: number;
  readonly passed: number;
}

export interface Coverage {
  readonly policies: readonly PolicyCoverage[];
  readonly guards: readonly GuardCoverage[];
}

const clock = { now: () => Date.now() };

export function coverageOf(suite: Suite, played: readonly Played[]): Coverage {
  const tested = ofKind(suite.documents, 'GpuPolicy').filter(({ name }) =>
    suite.policies.includes(name),
  );
  const rules = new Set(tested.flatMap(({ value }) => value.spec.guards.map(({ rule }) => rule)));
  return {
    policies: tested.map(({ name }) => {
      const alone = byItself(name, suite.documents);
      return {
        policy: name,
        matched: count(played, (one) => matches(name, one, alone)),
        won: count(played, ({ had }) => had.policy === name),
      };
    }),
    guards: [...rules].map((rule) => ({
      rule,
      refused: count(played, ({ had }) => had.rules.get(rule) === 'fail'),
      passed: count(played, ({ had }) => had.rules.get(rule) === 'pass'),
      objected: count(played, ({ had }) => !['pass', undefined].includes(had.rules.get(rule))),
    })),
  };
}

const count = (played: readonly Played[], of: (one: Played) => boolean): number =>
  played.filter(of).length;

/** What no case has shown, in words. */
export const gapsIn = ({ policies, guards }: Coverage): string[] => [
  ...policies
    .filter(({ matched }) => matched === 0)
    .map(({ policy }) => `no case is matched by policy ${policy}`),
  ...guards
    .filter(({ objected }) => objected === 0)
    .map(({ rule }) => `${rule} objects in no case`),
  ...guards.filter(({ passed }) => passed === 0).map(({ rule }) => `${rule} passes in no case`),
];

/**
 * The other policies still say what is whose, for a policy may ask for the class or the name that
 * another one gives; but they grant and forbid nothing.
 */
function byItself(name: string, documents: readonly Document[]): readonly Document[] {
  const policies = ofKind(documents, 'GpuPolicy').map((document) => {
    if (document.name === name) return document;
    const { sharing: _granted, ...spec } = document.value.spec;
    return { ...document, value: { ...document.value, spec: { ...spec, guards: [] } } };
  });
  return [...documents.filter(({ kind }) => kind !== 'GpuPolicy'), ...policies];
}

function matches(
  policy: string,
  { case: tried, told }: Played,
  alone: readonly Document[],
): boolean {
  const stage = standingOn(around(tried, alone), clock);
  const read = readPod(told.submitted);
  if ('faults' in stage || !read.ok) return false;
  const { terms, guards, classified, workload } = gather(
    read.pod,
    tried.namespace,
    stage.source.current(),
  );
  const words = `policy ${policy}`;
  return (
    (terms !== 'none' && terms.policy === policy) ||
    [...guards.values()].flat().some((guard) => guard.policy === policy) ||
    classified.by === words ||
    (workload !== 'unknown' && workload.by === words)
  );
}
