/** Judged by the standard's own schema, and by the list of what GitHub refuses a file for. */
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { sayable } from '../../report/sayable.ts';
import { report } from '../report.fixture.ts';
import type { Report } from '../report.ts';
import { isAsKept, theirs, wishes } from './golden.contract.ts';
import { render } from './sarif.ts';
import { many, wildReports } from './wild.fixture.ts';

const isUri = (text: string) => URL.canParse(text);
const formats = {
  uri: isUri,
  'uri-reference': (text: string) =>
    !/[\s<>"{}|\\^`]/.test(text) && URL.canParse(text, 'file:///a/'),
  uuid: /^[0-9a-f-]{36}$/i,
  'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
};
const valid = new Ajv2020({ strict: false, formats }).compile(
  JSON.parse(theirs('sarif-2.1.0.schema.json')),
);

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region?: Readonly<Record<string, number>>;
    };
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly baselineState?: string;
  readonly suppressions?: readonly { readonly kind: string; readonly justification: string }[];
}

interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly Rule[] } };
  readonly results: readonly Result[];
  readonly invocations: readonly {
    readonly executionSuccessful: boolean;
    readonly toolExecutionNotifications: readonly { readonly message: { readonly text: string } }[];
  }[];
}

interface Rule {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly fullDescription: { readonly text: string };
  readonly help: { readonly text: string };
}

function runOf(of: Report): Run {
  const log = JSON.parse(render(of, wishes)) as { runs: [Run] };
  expect([valid(log), valid.errors]).toEqual([true, null]);
  return log.runs[0];
}

const placeIn = (result: Result | undefined) => result?.locations[0]?.physicalLocation;
const rulesIn = (run: Run) => run.tool.driver.rules;

describe('SARIF', () => {
  const run = runOf(report);
  const [inChart, today, known] = run.results;

  test('is as kept', () => isAsKept('review.sarif', render));

  test('points at the line and the columns where it was written', () => {
    expect(placeIn(today)).toEqual({
      artifactLocation: { uri: 'deploy/a%26b%20%3Cdev%3E.yaml' },
      region: { startLine: 21, startColumn: 15, endLine: 21, endColumn: 32 },
    });
  });

  test('names the chart of what was rendered, and makes up no line in it', () => {
    expect(placeIn(inChart)).toEqual({
      artifactLocation: { uri: 'charts/tune/templates/raycluster.yaml' },
    });
    expect(inChart?.message.text).toContain('line 61 of deploy/a&b <dev>.yaml, as rendered');
    expect(inChart?.partialFingerprints['primaryLocationLineHash']).toBe('1111111111111111');
  });

  test('leaves the hash of a line to the upload, which would complain of ours', () => {
    expect(today?.partialFingerprints).toEqual({ 'tranche/v1': '2222222222222222' });
  });

  test('says what a baseline knew', () => {
    expect([known?.baselineState, known?.suppressions?.[0]?.kind]).toEqual([
      'unchanged',
      'external',
    ]);
    expect(today?.baselineState).toBe('new');
    const unknown = runOf({ ...report, conclusion: { ...report.conclusion, known: 0 } });
    expect(unknown.results.map(({ baselineState }) => baselineState)).not.toContain('new');
  });

  test.each([
    { newFindings: [], want: 'stands in main' },
    { newFindings: ['3333333333333333'], want: 'stands in the baseline' },
  ])('says whether the base knew it or a baseline: it $want', ({ newFindings, want }) => {
    const comparison = { base: 'main', objects: [], teams: [], newFindings, goneFindings: [] };
    const [, , one] = runOf({ ...report, comparison }).results;
    expect(one?.suppressions?.[0]?.justification).toBe(want);
  });

  test('an error of today is none for whoever goes by the level, unless it counts', () => {
    expect([inChart?.level, today?.level]).toEqual(['error', 'warning']);
    const conclusion = { ...report.conclusion, includesToday: true };
    expect(runOf({ ...report, conclusion }).results[1]?.level).toBe('error');
  });

  test('help goes on where the sentence ends', () => {
    expect(inChart?.message.text).toMatch(/as rendered\); ask for at most 4, or for an exemption$/);
  });

  test('says of what could not be read that the run has not seen all', () => {
    expect(run.invocations[0]?.executionSuccessful).toBe(false);
    expect(
      run.invocations[0]?.toolExecutionNotifications.map(({ message }) => message.text),
    ).toEqual(['is a template that is not rendered; pipe it through helm template']);
  });

  test('tells of each rule what its page says, and of one without a row what its findings do', () => {
    expect(rulesIn(run)[0]).toMatchObject({
      id: 'guard/max-gpus',
      name: 'GuardMaxGpus',
      fullDescription: { text: 'more whole GPUs than the policy gives one pod' },
      help: { text: 'ask for fewer' },
    });
    for (const { shortDescription, fullDescription, help } of rulesIn(run)) {
      for (const { text } of [shortDescription, fullDescription]) {
        expect(text.length).toBeGreaterThan(0);
        expect(text.length).toBeLessThanOrEqual(1024);
      }
      expect(help.text).not.toBe('');
    }
    for (const { ruleId, ruleIndex } of run.results)
      expect(rulesIn(run)[ruleIndex]?.id).toBe(ruleId);
  });

  test('of nothing found is a file that an upload takes, which closes what was open', () => {
    const nothing = runOf({ ...report, findings: [], unread: [] });
    expect([nothing.results, rulesIn(nothing)]).toEqual([[], []]);
  });

  test('holds any text, and makes no link of any', () => {
    fc.assert(
      fc.property(wildReports, (wild) => {
        const { results } = runOf(wild);
        expect(results).toHaveLength(wild.findings.length);
        for (const [nth, { at, says }] of wild.findings.entries()) {
          const result = results[nth];
          const words = sayable(says, 2048).replaceAll('](', '] (');
          expect(result?.message.text).toContain(words);
          expect(result?.message.text).not.toMatch(/\]\(/);
          const path = decodeURIComponent(placeIn(result)?.artifactLocation.uri ?? '');
          expect(path.replace(/^file:\/\/(?=\/)/, '')).toBe(
            sayable((at.renderedFrom ?? at.file).replace(/^(?:\.\/+)+/, '')),
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    { name: 'results', of: many(25_010), most: 25_000 },
    { name: 'bytes', of: many(9000, { says: 'é'.repeat(2000) }), most: 9000 },
  ])('leaves out what GitHub would refuse for its $name, and says so', ({ of, most }) => {
    const text = render(of, wishes);
    const { results, invocations } = (JSON.parse(text) as { runs: [Run] }).runs[0];
    expect(Buffer.byteLength(text)).toBeLessThan(10_000_000);
    expect(results.length).toBeGreaterThan(1000);
    expect(results.length).toBeLessThanOrEqual(most);
    expect(invocations[0]?.toolExecutionNotifications[0]?.message.text).toBe(
      `${of.findings.length - results.length} more findings not shown: GitHub takes no larger file; -o json has them all`,
    );
  });
});
