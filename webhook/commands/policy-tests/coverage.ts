/** What the cases of a suite have come by: policies that matched and won, guardrails that objected and passed. */
import { gather } from '../../core/gather.ts';
import { readPod } from '../../core/read-pod.ts';
import { ofKind, type Document } from '../../policy/documents.ts';
import { guardSets, onlySets } from '../../policy/guard-rules.ts';
import type { GpuPolicy } from '../../policy/schema/gpu-policy.ts';
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
  /** How often it had a request written, or would have; absent where no policy has it write any. */
  readonly set?: number;
  /** Whether it does nothing else. */
  readonly onlySets: boolean;
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
  const named = tested.flatMap(({ value }) => value.spec.guards);
  return {
    policies: tested.map(({ name }) => {
      const alone = byItself(name, suite.documents);
      return {
        policy: name,
        matched: count(played, (one) => matches(name, one, alone)),
        won: count(played, ({ had }) => had.policy === name),
      };
    }),
    guards: [...new Set(named.map(({ rule }) => rule))].map((rule) => ({
      rule,
      ...settingOf(
        rule,
        named.filter((guard) => guard.rule === rule),
        played,
      ),
      refused: count(played, ({ had }) => had.rules.get(rule) === 'fail'),
      passed: count(played, ({ had }) => had.rules.get(rule) === 'pass'),
      objected: count(played, ({ had }) => !['pass', undefined].includes(had.rules.get(rule))),
    })),
  };
}

type Named = GpuPolicy['spec']['guards'];

function settingOf(
  rule: Named[number]['rule'],
  guards: Named,
  played: readonly Played[],
): Pick<GuardCoverage, 'set' | 'onlySets'> {
  const sets = guardSets.find((one) => one.rule === rule);
  if (sets === undefined || !guards.some(({ parameters = {} }) => sets.figure in parameters))
    return { onlySets: false };
  const bySet = ({ told }: Played): boolean =>
    told.proposed.supplied?.some(({ resource }) => resource === sets.resource) === true;
  return {
    set: count(played, bySet),
    onlySets: guards.every(({ parameters }) => onlySets(rule, parameters)),
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
    .filter(({ objected, onlySets: sets }) => objected === 0 && !sets)
    .map(({ rule }) => `${rule} objects in no case`),
  ...guards.filter(({ set }) => set === 0).map(({ rule }) => `${rule} sets a request in no case`),
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
