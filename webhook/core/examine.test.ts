import { describe, expect, test } from '@jest/globals';
import type { Decision } from './decision.ts';
import { examine } from './examine.ts';
import type { Pod } from './pod.ts';
import { guardsAt } from './testing/guards.ts';
import type { GuardInForce, Severity } from './terms.ts';
import { cards, mixed, nodeOf, shared } from './testing/nodes.ts';
import { asking, container, plain, podOf, reviewOf, served } from './testing/pods.ts';
import { stored } from './testing/stored.ts';
import { profilesFor, worldOf, type WorldParts } from './testing/world.ts';

const nodes = [
  mixed('mig', 'h100', { '1g.10gb': 7 }),
  cards('whole', 'h100'),
  nodeOf('odd', { 'nvidia.com/mystery': 1 }),
];

const said = ({ verdict, inForce, because }: Decision) => [verdict, inForce, because.rule];

const atMost = (perPod: number, severity: Severity) => ({
  severity,
  mode: 'enforce' as const,
  written: severity,
  parameters: { perPod },
  policy: `at-most-${perPod}`,
});

const storedIn = (pod: Pod, parts: Partial<WorldParts> = {}): Pod =>
  stored(pod, worldOf({ nodes, profiles: profilesFor(pod), ...parts }));

const four = (severity: Severity) =>
  guardsAt({
    'guard/one-shared-unit': severity,
    'guard/unknown-resource': severity,
    'guard/forged-decision': severity,
    'guard/parallel-count': severity,
  });

const judged = (pod: Pod, parts: Partial<WorldParts> = {}) =>
  examine(reviewOf(pod), worldOf({ nodes, profiles: profilesFor(pod), ...parts })).decision;

const shared4 = [shared('l4', 'l4', { replicas: 4, renamed: false })];
const ours = storedIn(podOf());
const edited = (change: Partial<Pod['spec']>): Pod => ({
  ...ours,
  spec: { ...ours.spec, ...change },
});

const keptWhole = storedIn(served(asking(2)), { nodes: [...nodes, ...shared4] });

interface Row {
  readonly name: string;
  readonly pod: Pod;
  readonly parts?: Partial<WorldParts>;
  /** The rule that objects, and a part of what it says; nothing where none does. */
  readonly want?: readonly [rule: string, says: string];
}

const table: readonly Row[] = [
  {
    name: 'two units of a shared name',
    pod: served(asking(2, 'nvidia.com/gpu.shared')),
    want: [
      'guard/one-shared-unit',
      'container server asks for 2 nvidia.com/gpu.shared, which is shared; ask for 1, or for whole GPUs',
    ],
  },
  { name: 'one unit of a shared name', pod: served(asking(1, 'nvidia.com/gpu.shared')) },
  {
    name: 'two cards where every card is taken in turns',
    pod: served(asking(2)),
    parts: { nodes: shared4 },
    want: ['guard/one-shared-unit', '2 nvidia.com/gpu'],
  },
  {
    name: 'two cards where some are whole',
    pod: served(asking(2)),
    parts: { nodes: [...shared4, ...nodes] },
  },
  {
    name: 'two cards where it can reach the shared ones only',
    pod: served(asking(2), { nodeSelector: { 'nvidia.com/gpu.product': 'NVIDIA-L4-SHARED' } }),
    parts: { nodes: [...shared4, ...nodes] },
    want: ['guard/one-shared-unit', '2 nvidia.com/gpu'],
  },
  { name: 'two cards where nothing is offered', pod: served(asking(2)), parts: { nodes: [] } },
  {
    name: 'a name that nobody offers and the catalogue does not know',
    pod: served(asking(1, 'nvidia.com/mig-1g.11gb')),
    want: [
      'guard/unknown-resource',
      'container server asks for nvidia.com/mig-1g.11gb, which no node offers',
    ],
  },
  { name: 'a name that a node advertises', pod: served(asking(1, 'nvidia.com/mystery')) },
  {
    name: 'a partition that the catalogue knows',
    pod: served(asking(1, 'nvidia.com/mig-3g.20gb')),
  },
  {
    name: 'a partition that the catalogue knows, shared',
    pod: served(asking(1, 'nvidia.com/mig-3g.20gb.shared')),
  },
  { name: "another engine's name", pod: served(asking(1, 'nvidia.com/gpumem')) },
  { name: 'a name asked for in quantity 0', pod: served(asking(0, 'nvidia.com/mig-1g.11gb')) },
  { name: 'our own output', pod: ours },
  {
    name: 'our own output of two containers',
    pod: storedIn(podOf({ containers: [container('a'), container('b.c')] })),
  },
  {
    name: 'our own whole output',
    pod: storedIn(served(asking(2)), { nodes: [...nodes, ...shared4] }),
  },
  {
    name: 'our annotation on a pod that kept its card',
    pod: edited({ containers: [container('server')] }),
    want: [
      'guard/forged-decision',
      'the annotation tranche.dev/decision says container server has nvidia.com/mig-1g.10gb, and the spec does not',
    ],
  },
  {
    name: 'our annotation on a pod that takes a card besides',
    pod: edited({
      containers: [
        container('server', {
          resources: {
            requests: { 'nvidia.com/mig-1g.10gb': '2' },
            limits: { 'nvidia.com/mig-1g.10gb': '2' },
          },
        }),
      ],
    }),
    want: ['guard/forged-decision', 'remove the annotation from the pod template'],
  },
  {
    name: 'our annotation on a container of another name',
    pod: edited({
      containers: [plain('server'), container('other', asking(1, 'nvidia.com/mig-1g.10gb'))],
    }),
    want: ['guard/forged-decision', 'container server'],
  },
  {
    name: 'our word that a card was kept, on a pod that took a slice',
    pod: {
      ...keptWhole,
      spec: {
        ...keptWhole.spec,
        containers: [container('server', asking(2, 'nvidia.com/mig-1g.10gb'))],
      },
    },
    want: [
      'guard/forged-decision',
      'says container server has nvidia.com/gpu, and the spec does not',
    ],
  },
  {
    name: 'a note that is not ours',
    pod: podOf({}, { annotations: { 'tranche.dev/decision': 'looks fine to me' } }),
  },
];

describe('the guardrails', () => {
  test.each(table)('$name', ({ pod, parts, want }) => {
    const { verdict, inForce, because, rules } = judged(pod, {
      ...parts,
      guards: four('deny'),
    });
    if (want === undefined) {
      expect(rules.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
      expect({ verdict, inForce }).toEqual({ verdict: 'leave', inForce: false });
      return;
    }
    const [rule, says] = want;
    expect({ verdict, inForce, rule: because.rule }).toEqual({
      verdict: 'refuse',
      inForce: true,
      rule,
    });
    expect(because.says).toContain(says);
  });

  const effects = [
    { severity: 'deny', outcome: 'fail', inForce: true },
    { severity: 'warn', outcome: 'warn', inForce: false },
    { severity: 'audit', outcome: 'skip', inForce: false },
  ] as const;
  const objections = effects.flatMap((effect) =>
    table.flatMap(({ want, ...row }) => (want === undefined ? [] : [{ ...effect, ...row, want }])),
  );
  test.each(objections)('$severity: $name', ({ severity, outcome, inForce, pod, parts, want }) => {
    const decision = judged(pod, { ...parts, guards: four(severity) });
    expect(decision).toMatchObject({
      verdict: inForce ? 'refuse' : 'leave',
      inForce,
      because: { rule: want[0] },
    });
    expect(decision.rules.find(({ id }) => id === want[0])).toMatchObject({ outcome });
  });

  test('a guard that no policy names does not look', () => {
    const pod = served(asking(2, 'nvidia.com/gpu.shared'));
    expect(judged(pod)).toMatchObject({ verdict: 'leave', rules: [] });
  });

  test('all of them speak, and one that refuses speaks first', () => {
    const pod = served({
      resources: { limits: { 'nvidia.com/gpu.shared': 2, 'nvidia.com/nothing': 1 } },
    });
    const guards = guardsAt({ 'guard/one-shared-unit': 'warn', 'guard/unknown-resource': 'deny' });
    const decision = judged(pod, { guards });
    expect(decision.because.rule).toBe('guard/unknown-resource');
    expect(decision.rules.map(({ outcome }) => outcome)).toEqual(['warn', 'fail']);
  });

  test('a rule that two policies hold to different figures speaks for the stricter', () => {
    const guards = new Map([['guard/max-gpus', [atMost(1, 'warn'), atMost(4, 'deny')]]] as const);
    const outcome = (gpus: number) =>
      judged(served(asking(gpus)), { guards })
        .rules.filter(({ id }) => id === 'guard/max-gpus')
        .flatMap((one) => [one.outcome, one.reason]);
    expect(outcome(1)).toEqual(['pass', '']);
    expect(outcome(2)).toEqual(['warn', expect.stringContaining('allows 1 a pod')]);
    expect(outcome(5)).toEqual(['fail', expect.stringContaining('allows 4 a pod')]);
  });

  describe('what only warns or is noted', () => {
    const two = served(asking(2));
    const held = (...named: readonly GuardInForce[]) =>
      judged(two, { guards: new Map([['guard/max-gpus', named]]) });

    test.each(['warn', 'audit'] as const)(
      '%s: the pod is left, and it is told first',
      (severity) => {
        expect(said(held(atMost(1, severity)))).toEqual(['leave', false, 'guard/max-gpus']);
      },
    );

    test.each(['warn', 'audit'] as const)(
      'as far as the mode goes (%s), where the policy says deny: it would be refused',
      (severity) => {
        const decision = held({ ...atMost(1, severity), written: 'deny' });
        expect(said(decision)).toEqual(['refuse', false, 'guard/max-gpus']);
        expect(decision.rules.map(({ enforced }) => enforced)).toContain('fail');
      },
    );

    test('would be refused for what another policy says, if that objects too', () => {
      const denies = (perPod: number) => ({ ...atMost(perPod, 'audit'), written: 'deny' }) as const;
      expect(said(held(atMost(1, 'warn'), denies(1)))[0]).toBe('refuse');
      expect(said(held(atMost(1, 'warn'), denies(4)))[0]).toBe('leave');
    });
  });
});
