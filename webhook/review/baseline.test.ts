import { describe, expect, test } from '@jest/globals';
import {
  baselineOf,
  heldAgainst as heldIn,
  readBaseline,
  written,
  type Baseline,
} from './baseline.ts';
import { recalled } from './recall.ts';
import { finding, report } from './report.fixture.ts';
import type { Extent, Finding } from './report.ts';

const heldAgainst = (
  findings: readonly Finding[],
  baseline: Baseline,
  isGone: (file: string) => boolean = () => false,
  isLookedAt: (file: string) => boolean = () => true,
) => {
  const where = { where: 'in known.json', isGone, isLookedAt };
  const { recall, gone, others } = heldIn(findings, baseline, where);
  return { findings: recalled(findings, [recall]), gone, others };
};

const having = (findings: readonly Finding[]) => ({ ...report, findings });

const read = (text: string): Baseline => {
  const result = readBaseline('known.json', text);
  if (!result.ok) throw new Error(result.says);
  return result.baseline;
};

test('what was written is known on the next run, and what comes after is not', () => {
  const baseline = read(written(report));
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
  const rules = baselineOf(report).findings.map(({ rule }) => rule);
  expect(rules).not.toContain('quota/team');
  const entry = { fingerprint: '2222222222222222', rule: 'quota/team', of: 'x', file: 'y' };
  const { findings, gone } = heldAgainst(report.findings, {
    ...baselineOf(having([])),
    findings: [entry],
  });
  expect(findings.some(({ known }) => known === true)).toBe(false);
  expect(gone).toEqual([entry]);
});

test('what was mended is told, by name', () => {
  const baseline = read(written(report));
  const { gone } = heldAgainst(report.findings.slice(1), baseline);
  expect(gone).toEqual([
    {
      fingerprint: '1111111111111111',
      level: 'error',
      rule: 'guard/max-gpus',
      of: 'RayCluster research/tune (gpu-workers), container asr',
      file: 'deploy/a&b <dev>.yaml',
      pods: 4,
      asked: { 'nvidia.com/gpu': '8' },
      clusters: ['eks', 'gke'],
    },
  ]);
});

test('what was not looked at is neither mended nor forgotten', () => {
  const baseline = read(written(report));
  const found = report.findings.slice(0, 1);
  const { gone, others } = heldAgainst(found, baseline, undefined, () => false);
  expect(gone).toEqual([]);
  expect(written(having(found), undefined, others)).toBe(written(report));
  // What is found again is written as it is now.
  const again = baselineOf(report, undefined, baseline.findings);
  expect(again).toEqual(baseline);
});

test('the same findings give the same bytes, whatever order they came in', () => {
  expect(written(having(report.findings.toReversed()))).toBe(written(report));
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
      text: JSON.stringify({ ...head, findings: [], clusters: 'eks' }),
      says: 'must have names as clusters, got "eks"',
    },
    {
      text: JSON.stringify({ ...head, findings: [{ fingerprint: 'abc' }] }),
      says: 'has as findings[0] {"fingerprint":"abc"}, which must have fingerprint (16 hex digits), rule, of and file, and level, pods as a number, asked as texts and clusters as names where it has them',
    },
  ];
  test.each(table)('$says', ({ text, says }) =>
    expect(readBaseline('known.json', text)).toEqual({
      ok: false,
      says: `known.json ${says}; write it anew with --write-baseline`,
    }),
  );
});

describe('what stands in a baseline', () => {
  const extent = { pods: 1, asked: { 'nvidia.com/gpu': '17' } };
  const one = finding({ rule: 'guard/max-gpus', fingerprint: '1111111111111111', extent });
  const baseline = read(written(having([one])));
  const later = (changes: Partial<Finding>) => {
    const [found] = heldAgainst([{ ...one, ...changes }], baseline).findings;
    return [found?.known ?? false, found?.worse];
  };

  const table: { name: string; extent: Extent; worse?: string }[] = [
    { name: 'as far as it did', extent },
    { name: 'to fewer pods, or for less', extent: { pods: 1, asked: { 'nvidia.com/gpu': '9' } } },
    {
      name: 'to more pods',
      extent: { ...extent, pods: 6 },
      worse: '6 pods refused, 1 in known.json',
    },
    {
      name: 'for more GPUs',
      extent: { pods: 1, asked: { 'nvidia.com/gpu': '99' } },
      worse: 'asks for nvidia.com/gpu: 99, 17 in known.json',
    },
    {
      name: 'for another resource',
      extent: { pods: 1, asked: { 'nvidia.com/gpux': '1' } },
      worse: 'asks for nvidia.com/gpux: 1, not in known.json',
    },
    {
      name: 'for what is no number',
      extent: { pods: 1, asked: { 'nvidia.com/gpu': 'many' } },
      worse: 'asks for nvidia.com/gpu: many, 17 in known.json',
    },
  ];
  test.each(table)('and reaches $name is known unless it is worse: $worse', (row) =>
    expect(later({ extent: row.extent })).toEqual([row.worse === undefined, row.worse]),
  );

  test('as a warning is news once it is an error, and not the other way about', () => {
    const told = read(written(having([{ ...one, level: 'warning' }])));
    const [found] = heldAgainst([{ ...one, level: 'error' }], told).findings;
    expect(found?.worse).toBe('error, warning in known.json');
    expect(later({ level: 'warning' })).toEqual([true, undefined]);
  });

  test('from before it was written how far findings reach, and where, holds however far they do', () => {
    const {
      pods: _pods,
      asked: _asked,
      clusters: _clusters,
      ...old
    } = baseline.findings[0] ?? raise();
    const before = read(JSON.stringify({ ...baseline, findings: [old] }));
    const [found] = heldAgainst([{ ...one, extent: { ...extent, pods: 9 } }], before).findings;
    expect(found?.known).toBe(true);
  });

  describe('of one of several clusters', () => {
    const inEks = { ...one, clusters: ['eks'] };
    const ofTwo = read(written(having([inEks])));
    const found = (clusters: readonly string[], held = ofTwo) => {
      const [is] = heldAgainst([{ ...one, clusters }], held).findings;
      return [is?.known ?? false, is?.worse];
    };

    test('is known there, and news of one that was asked then and had it not', () => {
      expect(found(['eks'])).toEqual([true, undefined]);
      const worse = 'found in gke, in eks alone in known.json';
      expect(found(['eks', 'gke'])).toEqual([false, worse]);
      expect(found(['gke'])).toEqual([false, worse]);
    });

    test('is known in one that was not asked then, and in any where nobody wrote down which were', () => {
      expect(found(['eks', 'aks'])).toEqual([true, undefined]);
      const { clusters: _clusters, ...unasked } = ofTwo;
      expect(found(['eks', 'gke'], unasked)).toEqual([true, undefined]);
    });
  });

  test('is known in a file of another name where its own is gone, once for each', () => {
    const moved = { ...one, fingerprint: '6666666666666666', at: { ...one.at, file: 'new.yaml' } };
    const second = { ...moved, fingerprint: '7777777777777777' };
    const known = (isGone: () => boolean) =>
      heldAgainst([moved, second], baseline, isGone).findings.map((of) => of.known ?? false);
    expect(known(() => true)).toEqual([true, false]);
    expect(known(() => false)).toEqual([false, false]);
    expect(heldAgainst([moved], baseline, () => true).gone).toEqual([]);
  });
});

function raise(): never {
  throw new Error('there is one');
}
