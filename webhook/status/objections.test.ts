import { describe, expect, test } from '@jest/globals';
import type { RuleId } from '../core/decision.ts';
import { policy } from '../policy/example.ts';
import { ofKind, type Document } from '../policy/documents.ts';
import { colours } from '../report/colour.ts';
import type { Found } from './found.ts';
import { objectionsOf } from './objections.ts';
import { factsOf } from './status.fixture.ts';
import { statusOf } from './status.ts';
import { statusText } from './text.ts';

type Severity = 'audit' | 'warn' | 'deny';
const HOST: RuleId = 'guard/host-namespaces';
const PRIVILEGED: RuleId = 'guard/privileged';

const naming = (name: string, mode: string, ...guards: [RuleId, Severity][]): Document =>
  policy(name, { mode, guards: guards.map(([rule, severity]) => ({ rule, severity })) });

const counted = (pods: number, ...others: string[]) => ({ pods, with: new Set(others) });

const found = {
  refused: new Map([[HOST, counted(3)]]),
  objected: new Map([
    [HOST, counted(2)],
    [PRIVILEGED, counted(7, 'other', 'one')],
  ]),
} satisfies Partial<Found>;

const of = (...documents: Document[]) =>
  ofKind(documents, 'GpuPolicy').map((one) => objectionsOf(one, found));

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

  test('is said to be counted for others too, where it is', () => {
    const [rows] = of(naming('this', 'enforce', [HOST, 'deny'], [PRIVILEGED, 'warn']));
    expect(rows).toEqual([
      { rule: PRIVILEGED, pods: 7, as: 'warned', alsoNamedBy: ['one', 'other'] },
      { rule: HOST, pods: 3, as: 'refused' },
    ]);
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
