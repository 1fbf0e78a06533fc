import { describe, expect, test } from '@jest/globals';
import type { RuleId } from '../core/decision.ts';
import { policy } from '../policy/example.ts';
import { ofKind, type Document } from '../policy/documents.ts';
import { colours } from '../report/colour.ts';
import { objectionsOf } from './objections.ts';
import { factsOf } from './status.fixture.ts';
import { statusOf } from './status.ts';
import { statusText } from './text.ts';

type Severity = 'audit' | 'warn' | 'deny';
const HOST = 'guard/host-namespaces';
const PRIVILEGED = 'guard/privileged';

const naming = (name: string, mode: string, ...guards: [RuleId, Severity][]): Document =>
  policy(name, { mode, guards: guards.map(([rule, severity]) => ({ rule, severity })) });

const found = {
  refused: new Map<RuleId, number>([[HOST, 3]]),
  objected: new Map<RuleId, number>([
    [HOST, 2],
    [PRIVILEGED, 7],
  ]),
};

const of = (...documents: Document[]) => {
  const all = ofKind(documents, 'GpuPolicy');
  return all.map((one) => objectionsOf(one, all, found));
};

describe('what a policy finds', () => {
  test.each([
    ['enforce', 'deny', 'refused', 3],
    ['enforce', 'warn', 'warned', 2],
    ['warn', 'deny', 'would refuse', 2],
    ['warn', 'warn', 'warned', 2],
    ['observe', 'deny', 'would refuse', 2],
    ['observe', 'warn', 'noted', 2],
    ['enforce', 'audit', 'noted', 2],
  ] as const)('in %s at %s is %s', (mode, severity, as, pods) => {
    expect(of(naming('one', mode, [HOST, severity]))).toEqual([[{ rule: HOST, pods, as }]]);
  });

  test('is told with the most first, and not where it is nothing', () => {
    const guards = [
      [HOST, 'audit'],
      [PRIVILEGED, 'audit'],
      ['guard/probes', 'audit'],
    ] as [RuleId, Severity][];
    expect(of(naming('one', 'enforce', ...guards))[0]?.map(({ rule }) => rule)).toEqual([
      PRIVILEGED,
      HOST,
    ]);
  });

  test('is said to be counted for others who name the rule, by five names at most', () => {
    const many = Array.from({ length: 9 }, (_, i) =>
      naming(`many-${i}`, 'observe', [PRIVILEGED, 'deny']),
    );
    const [one, other] = of(naming('one', 'enforce', [HOST, 'deny']), ...many);
    expect(one?.[0]).not.toHaveProperty('alsoNamedBy');
    expect(other?.[0]?.alsoNamedBy).toEqual(['many-1', 'many-2', 'many-3', 'many-4', 'many-5']);
  });

  test('is one row where a policy names a rule twice, at the most that it makes of it', () => {
    const twice = naming('one', 'enforce', [HOST, 'warn'], [HOST, 'deny'], [HOST, 'audit']);
    expect(of(twice)).toEqual([[{ rule: HOST, pods: 3, as: 'refused' }]]);
  });
});

test('a screen shows five rules of a policy, and where the others are', () => {
  const report = statusOf(factsOf({}, { privileged: 2 }));
  const rule = { rule: HOST, pods: 2, as: 'refused' } as const;
  const [first] = report.policies;
  if (first === undefined) throw new Error('the fixture has policies');
  const objections = [...Array.from({ length: 7 }, () => rule), { ...rule, alsoNamedBy: ['x'] }];
  const text = statusText({ ...report, policies: [{ ...first, objections }] }, colours(false));
  expect(text.match(/host-namespaces refused 2/g)).toHaveLength(5);
  expect(text).toContain('; and 3 more: -o json\n');
  const shared = [{ ...rule, alsoNamedBy: ['x'] }];
  const other = statusText(
    { ...report, policies: [{ ...first, objections: shared }] },
    colours(false),
  );
  expect(other).toContain(`${HOST} refused 2 (with x)\n`);
});
