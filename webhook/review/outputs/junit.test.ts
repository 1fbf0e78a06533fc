/**
 * Judged by the schema of Jenkins' xUnit plugin as libxml2 reads it. That schema knows neither `file` nor
 * `line` of a case, which GitLab and the actions that annotate read; so these two, and nothing else, are
 * added to it. Read back by a parser that takes nothing that is not well-formed.
 */
import { describe, expect, test } from '@jest/globals';
import { DOMParser, onWarningStopParsing, type Element } from '@xmldom/xmldom';
import * as fc from 'fast-check';
import { validateXML } from 'xmllint-wasm';
import { sayable } from '../../report/sayable.ts';
import { fails } from '../conclusion.ts';
import { finding, report } from '../report.fixture.ts';
import type { FailOn, Report } from '../report.ts';
import { isAsKept, theirs, wishes } from './golden.contract.ts';
import { render } from './junit.ts';
import { wildReports } from './wild.fixture.ts';

const GROUP = '<xs:attribute name="group" type="xs:string"/>';
const schema = theirs('junit-10.xsd').replace(
  GROUP,
  ['file', 'line'].map((name) => GROUP.replace('group', name)).join(''),
);

const rootOf = (xml: string): Element => {
  const { documentElement } = new DOMParser({ onError: onWarningStopParsing }).parseFromString(
    xml,
    'text/xml',
  );
  if (documentElement === null) throw new Error('there is no root');
  return documentElement;
};
const within = (root: Element, name: string): Element[] => [...root.getElementsByTagName(name)];
const read = (of: Report) => rootOf(render(of, wishes));
const failing = (failOn: FailOn, includesToday = false): Report => ({
  ...report,
  conclusion: { ...report.conclusion, failOn, includesToday },
});

describe('JUnit', () => {
  test('is as kept', () => isAsKept('review.junit.xml', render));

  test('is what its schema says', async () => {
    const { errors } = await validateXML({ xml: render(report, wishes), schema });
    expect(errors).toEqual([]);
    const spoiled = render(report, wishes).replace('<testsuite ', '<testsuite wrong="1" ');
    expect((await validateXML({ xml: spoiled, schema })).valid).toBe(false);
  });

  test('has a suite for each file, and counts', () => {
    const suites = within(read(report), 'testsuite');
    expect(suites.map((one) => one.getAttribute('name'))).toEqual([
      'deploy/broken.yaml',
      'charts/tune/templates/raycluster.yaml',
      'deploy/a&b <dev>.yaml',
    ]);
    for (const suite of [read(report), ...suites])
      for (const [sum, of] of Object.entries({
        tests: 'testcase',
        failures: 'failure',
        errors: 'error',
      }))
        expect([sum, suite.getAttribute(sum)]).toEqual([sum, String(within(suite, of).length)]);
  });

  test('an object without findings is a case that passes', () => {
    const cases = within(read({ ...report, findings: [] }), 'testcase');
    const passed = cases.filter((one) => one.childNodes.length === 0);
    expect(passed.map((one) => one.getAttribute('name'))).toEqual([
      'Deployment speech/whisper',
      'RayCluster research/tune (gpu-workers)',
    ]);
  });

  test.each<{ name: string; of: Report; want: string[] }>([
    { name: 'errors', of: failing('error'), want: ['guard/max-gpus'] },
    {
      name: 'errors of today, too',
      of: failing('error', true),
      want: ['guard/max-gpus', 'quota/team'],
    },
    { name: 'notes', of: failing('note'), want: ['guard/max-gpus', 'evidence/none'] },
    { name: 'nothing', of: failing('none'), want: [] },
  ])('where $name fail the review, the same cases fail', ({ of, want }) => {
    const failed = within(read(of), 'failure').map((one) =>
      (one.parentNode as Element).getAttribute('classname'),
    );
    expect(failed).toEqual(want);
    const fresh = of.findings.filter(({ known }) => known === undefined);
    expect(fresh.filter((one) => fails(one, of.conclusion))).toHaveLength(want.length);
  });

  test('what does not fail is told of in a case that passes, and what was known is skipped', () => {
    const root = read(report);
    expect(within(root, 'system-out').map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(
        /yaml:21:15: error: .* 3 more \(in eks; by what is left today, which does not count here\)/,
      ),
      expect.stringContaining(': note: '),
    ]);
    expect(within(root, 'skipped').map((one) => one.getAttribute('message'))).toEqual([
      expect.stringContaining('known: Deployment speech/whisper, container asr: requests'),
    ]);
  });

  test('one rule that finds two containers of an object is one case with both', () => {
    const of = { rule: 'guard/max-gpus', says: 'asks for 8' } as const;
    const findings = ['one', 'two'].map((container) =>
      finding({ ...of, container, fingerprint: container }),
    );
    const root = read({ ...report, findings });
    expect(within(root, 'failure')).toHaveLength(1);
    expect(within(root, 'failure')[0]?.textContent).toMatch(/one: asks for 8\n.*two: asks for 8/);
  });

  test('gives back any text, under names of which no two are alike', async () => {
    await fc.assert(
      fc.asyncProperty(wildReports, async (wild) => {
        const text = render(wild, wishes);
        expect((await validateXML({ xml: text, schema })).errors).toEqual([]);
        const root = rootOf(text);
        const names = within(root, 'testcase').map((one) => one.getAttribute('name'));
        expect(new Set(names).size).toBe(names.length);
        const said = within(root, '*')
          .map((one) => one.textContent)
          .join('\n');
        for (const { says } of wild.findings) expect(said).toContain(sayable(says, 2048));
      }),
      { numRuns: 25 },
    );
  });
});
