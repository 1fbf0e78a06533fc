import { describe, expect, test } from '@jest/globals';
import { baselineOf, heldAgainst, readBaseline, written, type Baseline } from './baseline.ts';
import { finding, report } from './report.fixture.ts';

const read = (text: string): Baseline => {
  const result = readBaseline('known.json', text);
  if (!result.ok) throw new Error(result.says);
  return result.baseline;
};

test('what was written is known on the next run, and what comes after is not', () => {
  const baseline = read(written(report.findings));
  const next = finding({ rule: 'guard/image', fingerprint: '5555555555555555' });
  const { findings, gone } = heldAgainst([...report.findings, next], baseline);
  expect(findings.map(({ rule, known }) => [rule, known ?? false])).toEqual([
    ['guard/max-gpus', true],
    ['quota/team', false],
    ['api-server/devices', true],
    ['evidence/none', true],
    ['guard/image', false],
  ]);
  expect(gone).toEqual([]);
});

test('what a cluster has left today is neither written nor known', () => {
  const of = baselineOf(report.findings).findings.map(({ rule }) => rule);
  expect(of).not.toContain('quota/team');
  const entry = { fingerprint: '2222222222222222', rule: 'quota/team', of: 'x', file: 'y' };
  const { findings, gone } = heldAgainst(report.findings, {
    ...baselineOf([]),
    findings: [entry],
  });
  expect(findings.some(({ known }) => known === true)).toBe(false);
  expect(gone).toEqual([entry]);
});

test('what was mended is told, by name', () => {
  const baseline = read(written(report.findings));
  const { gone } = heldAgainst(report.findings.slice(1), baseline);
  expect(gone).toEqual([
    {
      fingerprint: '1111111111111111',
      rule: 'guard/max-gpus',
      of: 'RayCluster research/tune (gpu-workers), container asr',
      file: 'deploy/a&b <dev>.yaml',
    },
  ]);
});

test('the same findings give the same bytes, whatever order they came in', () => {
  expect(written(report.findings.toReversed())).toBe(written(report.findings));
});

describe('a file that is no baseline is told so, and what to do', () => {
  const head = { apiVersion: 'tranche.dev/v1alpha1', kind: 'ReviewBaseline' };
  const table = [
    { text: '', says: 'is no JSON' },
    { text: '[]', says: 'must have kind ReviewBaseline, got []' },
    { text: '{"kind":"ReviewReport"}', says: 'must have kind ReviewBaseline, got "ReviewReport"' },
    {
      text: JSON.stringify({ ...head, apiVersion: 'tranche.dev/v2' }),
      says: 'must have apiVersion tranche.dev/v1alpha1, got "tranche.dev/v2"',
    },
    { text: JSON.stringify(head), says: 'must have a list of findings' },
    {
      text: JSON.stringify({ ...head, findings: [{ fingerprint: 'abc' }] }),
      says: 'has as findings[0] {"fingerprint":"abc"}, which must have fingerprint (16 hex digits), rule, of and file',
    },
  ];
  test.each(table)('$says', ({ text, says }) =>
    expect(readBaseline('known.json', text)).toEqual({
      ok: false,
      says: `known.json ${says}; write it anew with --write-baseline`,
    }),
  );
});
