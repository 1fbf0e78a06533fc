/** Whatever changes come in between, no stage is proposed on pods of which some were objected to. */
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { examine } from '../core/examine.ts';
import type { RuleId } from '../core/decision.ts';
import type { GuardInForce } from '../core/terms.ts';
import { propose } from '../core/propose.ts';
import { guardsAt } from '../core/testing/guards.ts';
import { cards, mixed } from '../core/testing/nodes.ts';
import { podOf, reviewOf } from '../core/testing/pods.ts';
import { profilesFor, termsOf, worldOf } from '../core/testing/world.ts';
import { policy } from '../policy/example.ts';
import type { Document } from '../policy/documents.ts';
import { begunAnew } from './anew.ts';
import type { Looked } from './found.ts';
import { policiesIn } from './policies.ts';
import { LEAST_HOURS, LEAST_PODS } from './stages.ts';
import { factsOf } from './status.fixture.ts';
import { counter } from './tally.ts';

const RULES = ['guard/host-namespaces', 'guard/privileged'] as const;
type Rule = (typeof RULES)[number];

const nodes = [mixed('mig', 'h100', { '1g.10gb': 7 }), cards('whole', 'h100')];
const BAD: Readonly<Record<Rule, ReturnType<typeof podOf>>> = {
  'guard/host-namespaces': podOf({ hostPID: true }),
  'guard/privileged': podOf({
    containers: [
      { ...podOf().spec.containers[0], name: 'main', securityContext: { privileged: true } },
    ],
  }),
};

/** What becomes of a pod that the rule objects to, or nobody. */
const judged = (rule: Rule | 'none') => {
  const pod = rule === 'none' ? podOf() : BAD[rule];
  const world = worldOf({
    nodes,
    profiles: profilesFor(pod),
    terms: termsOf({ mode: 'observe' }),
    guards: guardsAt(rule === 'none' ? {} : { [rule]: 'audit' }),
  });
  const review = reviewOf(pod);
  return { review, decision: examine(review, world).decision, proposed: propose(review, world) };
};

const JUDGED = { none: judged('none'), [RULES[0]]: judged(RULES[0]), [RULES[1]]: judged(RULES[1]) };

const denying = (name: string, rules: readonly Rule[]): Document =>
  policy(name, {
    mode: 'observe',
    guards: rules.map((rule) => ({ rule, severity: 'deny' })),
  });

const OBSERVED: Omit<GuardInForce, 'policy'> = {
  severity: 'audit',
  written: 'deny',
  mode: 'observe',
  parameters: {},
};

interface Window {
  pods: number;
  readonly objected: Set<RuleId>;
}

/** A server's documents and counts, and beside them what each pod that came was objected to for. */
function days() {
  let now = 0;
  const counts = counter(() => now);
  const set = new Map<string, Document>();
  const asked = new Map<string, readonly Rule[]>();
  const said: (RuleId | 'none')[] = [];
  const changing = (change: () => void, names: { anew: string[]; gone: string[] }) => {
    const before = [...set.values()];
    change();
    counts.changed(begunAnew(names, before, [...set.values()]));
  };
  /** All of them match every pod. */
  const lookedFor = (rule: Rule | 'none'): Looked => {
    const guards = new Map<RuleId, GuardInForce[]>();
    for (const [by, named] of asked)
      for (const one of set.has(by) ? named : [])
        guards.set(one, [...(guards.get(one) ?? []), { ...OBSERVED, policy: by }]);
    return { guards, objecting: new Map([...guards].filter(([one]) => one === rule)) };
  };
  return {
    later: (hours: number) => (now += hours * 3_600_000),
    come(rule: Rule | 'none', times: number) {
      const { review, decision, proposed } = JUDGED[rule];
      for (let i = 0; i < times; i++) {
        counts.count(
          review,
          decision,
          () => proposed,
          () => lookedFor(rule),
        );
        said.push(rule);
      }
    },
    put(name: string, rules: readonly Rule[]) {
      asked.set(name, rules);
      changing(() => set.set(name, denying(name, rules)), { anew: [name], gone: [] });
    },
    drop(name: string) {
      if (set.has(name)) changing(() => set.delete(name), { anew: [], gone: [name] });
    },
    status() {
      const facts = factsOf();
      const documents = [...set.values()];
      return policiesIn({ ...facts, now, set: { ...facts.set, documents }, tally: counts.tally() });
    },
    /** The last so many pods, by what they were objected to for. */
    windowOf(name: string, pods: number): Window {
      const objected = said.slice(said.length - pods).filter((rule) => rule !== 'none');
      const rules: readonly RuleId[] = asked.get(name) ?? [];
      return { pods, objected: new Set(objected.filter((rule) => rules.includes(rule))) };
    },
  };
}

const name = fc.constantFrom('guardrails', 'other', 'third');
const rules = fc.subarray([...RULES]);
const step = fc.oneof(
  fc.record({ come: fc.constantFrom('none' as const, ...RULES), times: fc.constantFrom(1, 200) }),
  fc.record({ come: fc.constant('none' as const), times: fc.constant(LEAST_PODS) }),
  fc.record({ put: name, rules }),
  fc.record({ drop: name }),
  fc.record({ later: fc.constantFrom(1, LEAST_HOURS) }),
);

test('a stage is proposed only where no pod of its window was objected to by a rule that it denies', () => {
  let proposed = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 4, maxLength: 14 }), (steps) => {
      const run = days();
      run.put('guardrails', RULES);
      for (const one of steps) {
        if ('come' in one) run.come(one.come, one.times);
        else if ('put' in one) run.put(one.put, one.rules);
        else if ('drop' in one) run.drop(one.drop);
        else run.later(one.later);
        for (const {
          name: of,
          next,
          judged: { pods },
        } of run.status()) {
          if (next.to === 'stays') continue;
          proposed++;
          expect(run.windowOf(of, pods).objected).toEqual(new Set());
        }
      }
    }),
    { numRuns: 300 },
  );
  expect(proposed).toBeGreaterThan(0);
});

test('a policy beside that names the same rule takes away the objections and the pods together', () => {
  const run = days();
  run.put('guardrails', ['guard/host-namespaces']);
  run.put('apart', ['guard/privileged']);
  run.come('none', 200);
  run.come('guard/host-namespaces', 200);
  run.later(LEAST_HOURS + 1);
  const told = () =>
    Object.fromEntries(run.status().map((one) => [one.name, [one.next.to, one.judged.pods]]));
  expect(told()).toEqual({ guardrails: ['stays', 400], apart: ['warn', 400] });
  run.put('other', ['guard/host-namespaces']);
  expect(told()).toEqual({ guardrails: ['stays', 0], apart: ['warn', 400], other: ['stays', 0] });
  run.come('none', LEAST_PODS);
  run.later(LEAST_HOURS);
  expect(told()).toMatchObject({ guardrails: ['warn', 300], other: ['warn', 300] });
  run.drop('other');
  expect(told()).toMatchObject({ guardrails: ['stays', 0], apart: ['warn', 700] });
});
