/** The XML is read back by another library than wrote it, one that takes nothing that is not well-formed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { DOMParser, onWarningStopParsing, type Element } from '@xmldom/xmldom';
import * as fc from 'fast-check';
import { oneLine } from '../../core/text.ts';
import { jsonOf } from './json.ts';
import { junitOf } from './junit.ts';
import { played, type Played } from './play.ts';
import type { Tried } from './report.ts';
import { suitesAt } from './suites.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-junit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pod = `{ apiVersion: v1, kind: Pod, metadata: { name: p }, spec: { containers: [{ name: main, image: x, resources: { limits: { nvidia.com/gpu: 2 } } }] } }`;
writeFileSync(
  join(folder, 'policy.yaml'),
  `apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata: { name: few }
spec: { mode: enforce, guards: [{ rule: guard/max-gpus, severity: deny, parameters: { perPod: 1 } }] }
`,
);
writeFileSync(
  join(folder, 'few.test.yaml'),
  `apiVersion: tranche.dev/v1alpha1
kind: PolicyTest
metadata: { name: few }
spec:
  policies: [policy.yaml]
  cases:
    - { name: two are refused, pod: ${pod}, expect: { verdict: refuse } }
    - { name: two are let in, pod: ${pod}, expect: { verdict: leave, says: ['<&"''>'] } }
`,
);

const [suite] = suitesAt([folder]).suites;
if (suite === undefined) throw new Error('the suite has a fault');
const came: Played[] = [];
for await (const one of played(suite, suite.documents)) if (!('faults' in one)) came.push(one);
const tried: Tried = { suite, played: came };

/** Throws where it is not well-formed, or only nearly. */
const rootOf = (xml: string): Element => {
  const { documentElement } = new DOMParser({ onError: onWarningStopParsing }).parseFromString(
    xml,
    'text/xml',
  );
  if (documentElement === null) throw new Error('there is no root');
  return documentElement;
};
const within = (root: Element, name: string): Element[] => [...root.getElementsByTagName(name)];

/** What the schema of Jenkins' xUnit plugin lets an element have, as far as we write it. */
const SHAPE: Readonly<
  Record<string, { readonly has: readonly string[]; readonly holds: readonly string[] }>
> = {
  testsuites: { has: ['name', 'tests', 'failures', 'errors', 'time'], holds: ['testsuite'] },
  testsuite: {
    has: ['name', 'tests', 'failures', 'errors', 'skipped', 'time'],
    holds: ['testcase'],
  },
  testcase: { has: ['name', 'classname', 'file', 'line', 'time'], holds: ['failure'] },
  failure: { has: ['message', 'type'], holds: [] },
};

describe('JUnit', () => {
  const root = rootOf(junitOf([tried, tried]));

  test('has the elements and attributes of its schema, and no others', () => {
    const all = [root, ...within(root, '*')];
    expect(all.map(({ tagName }) => tagName)).toContain('failure');
    for (const element of all) {
      const { has = [], holds = [] } = SHAPE[element.tagName] ?? {};
      for (const { name } of element.attributes)
        expect([element.tagName, has]).toEqual([element.tagName, expect.arrayContaining([name])]);
      for (const child of element.childNodes)
        if (child.nodeType === child.ELEMENT_NODE) expect(holds).toContain(child.nodeName);
    }
  });

  test('counts, in all and by suite', () => {
    expect([root.getAttribute('tests'), root.getAttribute('failures')]).toEqual(['4', '2']);
    for (const one of within(root, 'testsuite'))
      expect([one.getAttribute('tests'), one.getAttribute('failures')]).toEqual(['2', '1']);
  });

  test('says what was expected and had, as message and as text, at the line of the expectation', () => {
    const [, failed] = within(root, 'testcase');
    const [failure] = within(root, 'failure');
    expect(failed?.getAttribute('line')).toBe('8');
    expect(failure?.getAttribute('message')).toBe('verdict: expected leave, had refuse');
    expect(failure?.textContent).toMatch(
      /few\.test\.yaml:8:\d+: verdict\n +expected {2}leave\n +had {7}refuse\n/,
    );
    expect(failure?.textContent).toContain(`… <&"'> …`);
  });

  test('gives back any name, but for what XML cannot say', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), (name) => {
        const renamed = came.map((one) => ({ ...one, case: { ...one.case, name } }));
        const [first] = within(rootOf(junitOf([{ suite, played: renamed }])), 'testcase');
        expect(first?.getAttribute('name')).toBe(oneLine(name, 4096).replaceAll(UNSAYABLE, '?'));
      }),
      {
        examples: [['\uFFFE'], ['half \ud83d of one'], [']]><x a="&amp;">'], ['a\u0000\u001b[31m']],
      },
    );
  });
});

const UNSAYABLE = /[\uFFFE\uFFFF]|\p{Surrogate}/gu;

test('JSON has all that was had, and what was expected where that differs', () => {
  expect(JSON.parse(jsonOf([tried]))).toMatchObject({
    version: 1,
    suites: [
      {
        file: suite.file,
        cases: [
          { name: 'two are refused', passed: true, failures: [] },
          {
            name: 'two are let in',
            line: 8,
            passed: false,
            failures: [
              { line: 8, pointer: '/verdict', expected: 'leave', had: 'refuse' },
              { pointer: '/says/0' },
            ],
            had: {
              verdict: 'refuse',
              inForce: true,
              policy: 'none',
              rules: { 'guard/max-gpus': 'fail' },
              resources: { main: { 'nvidia.com/gpu': 2 } },
              claim: { milliGPU: 2000 },
            },
          },
        ],
      },
    ],
  });
});
