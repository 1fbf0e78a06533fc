/** What policies do to each other: one that never wins, two of which only the name tells the winner, a guardrail said twice. */
import type { Document } from '../documents.ts';
import type { GpuPolicy } from '../schema/gpu-policy.ts';
import { covers, disjoint, globsCover } from './covers.ts';
import { finding, whereIs, type Finding, type Linted } from './finding.ts';
import { contradictions } from './contradict.ts';
import { withoutPools } from './pools.ts';
import { redundant } from './redundant.ts';
import { twice } from './twice.ts';

type Policy = Document<GpuPolicy>;
const SAID = ['sharing', 'class', 'identity'] as const;

export const amongPolicies = ({ policies }: Linted): Finding[] => [
  ...redundant(policies),
  ...contradictions(policies),
  ...policies.flatMap((policy, i) => {
    const before = policies.slice(0, i);
    return [
      ...nothing(policy),
      ...twice(policy),
      ...neverAsked(policy),
      ...ofOtherClasses(policy),
      ...withoutPools(policy),
      ...shadowed(policy, before),
      ...ties(policy, before),
      ...policy.value.spec.guards.flatMap((_, at) => excepted(policy, at)),
    ];
  }),
];

function nothing(policy: Policy): Finding[] {
  const { spec } = policy.value;
  if (spec.guards.length > 0 || SAID.some((part) => spec[part] !== undefined)) return [];
  const says = 'says nothing: it has neither sharing, guards, class nor identity';
  return [
    finding('lint/nothing', policy, {
      at: '/spec',
      says,
      help: 'write one of them, or remove the policy',
    }),
  ];
}

/** Terms and class come from the first that matches and has them; of identity several are heard. */
const shadowed = (policy: Policy, before: readonly Policy[]): Finding[] =>
  (['sharing', 'class'] as const).flatMap((part) => {
    if (policy.value.spec[part] === undefined) return [];
    const first = before.find(
      ({ value: { spec } }) =>
        spec[part] !== undefined && covers(spec.match, policy.value.spec.match),
    );
    if (first === undefined) return [];
    const says = `never holds: ${whereIs(first)} matches all that it matches, and ${why(first, policy)}`;
    const help = `raise its priority above ${first.value.spec.priority}, or narrow ${first.name}`;
    return [finding('lint/shadowed', policy, { at: `/spec/${part}`, says, help })];
  });

const why = (first: Policy, policy: Policy): string =>
  first.value.spec.priority > policy.value.spec.priority
    ? `its priority is ${first.value.spec.priority}`
    : 'among equals its name sorts first';

/** Of those that may meet in one pod. */
const ties = (policy: Policy, before: readonly Policy[]): Finding[] => {
  const { match, priority, sharing } = policy.value.spec;
  if (sharing === undefined) return [];
  const rivals = before.filter(
    ({ value: { spec } }) =>
      spec.sharing !== undefined &&
      spec.priority === priority &&
      !covers(spec.match, match) &&
      !disjoint(spec.match, match),
  );
  return rivals.map((rival) => {
    const says = `is the same as that of ${whereIs(rival)}, which wins by its name where both match`;
    const help = 'give them different priorities, the more particular one the higher';
    return finding('lint/tie', policy, { at: '/spec/priority', says, help });
  });
};

function excepted(policy: Policy, at: number): Finding[] {
  const { match, guards } = policy.value.spec;
  const except = guards[at]?.except ?? [];
  if (match.namespaces.length === 0 || !globsCover(except, match.namespaces)) return [];
  const says = 'passes over every namespace that the policy matches, so the rule never looks';
  const help = 'take namespaces out of except, or the guardrail out of the policy';
  return [finding('lint/excepted', policy, { at: `/spec/guards/${at}/except`, says, help })];
}

/** Conditions are joined by and: one that never holds is one policy that never holds. */
const neverAsked = (policy: Policy): Finding[] =>
  (policy.value.spec.match.conditions ?? []).flatMap(({ cel }, i) => {
    if (cel === undefined || !NEVER.test(cel)) return [];
    const says = 'never holds, so the policy matches no pod';
    const help = 'write what is to hold, or remove the policy';
    return [finding('lint/never', policy, { at: `/spec/match/conditions/${i}/cel`, says, help })];
  });

const NEVER = /^[\s(]*(?:false|!\s*true)[\s)]*$/;

function ofOtherClasses(policy: Policy): Finding[] {
  const { match, sharing } = policy.value.spec;
  if (match.classes.length === 0) return [];
  const [matched, ladder] = [new Set<string>(match.classes), Object.keys(sharing?.ladder ?? {})];
  return ladder
    .filter((of) => of !== 'default' && !matched.has(of))
    .map((of) => {
      const says = `is for class ${of}, and the policy matches ${match.classes.join(', ')} only`;
      const help = 'take it out, or match that class as well';
      return finding('lint/no-class', policy, { at: `/spec/sharing/ladder/${of}`, says, help });
    });
}
