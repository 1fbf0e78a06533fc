/** Where nothing would be released whoever asks is told what to do about it, by the causes that were seen. */
import { expect, test } from '@jest/globals';
import { cards, nodeOf } from '../../core/testing/nodes.ts';
import { colours } from '../../report/colour.ts';
import type { Profile } from '../../core/profile.ts';
import { unlikeSchema } from '../report.contract.ts';
import { keyText } from '../../usage/profiling/learned.ts';
import { scanned, type Looked } from '../scan.ts';
import { lookedAt, running, type Fleet } from '../testing/looked.ts';
import type { Want } from '../wants.ts';
import { nextSteps } from './next.ts';
import { scanText } from './text.ts';

const ASR = keyText({ namespace: 'speech', kind: 'Deployment', name: 'asr', container: 'server' });

function told(fleet: Partial<Fleet>, facts: Partial<Looked> = {}) {
  const report = scanned(lookedAt({ pods: [running('gpu-1')], ...fleet }, facts));
  expect(report.summary.releasableMilliGPU).toBe(0);
  expect(unlikeSchema(report)).toEqual([]);
  const text = scanText(report, { colours: colours(false), bars: 'none', width: 120 });
  return { steps: nextSteps(report).map(([what, says]) => `${what}: ${says}`), text };
}

const silent = (want: Want): Partial<Looked> => ({
  silent: new Map([[ASR, 'why']]),
  wants: new Map([[ASR, want]]),
});

test('no exporter at all: have one scraped, in which Prometheus, and by which matcher it was asked', () => {
  const { steps, text } = told({ used: 'unseen' }, { sources: [], match: ['cluster="B"'] });
  expect(steps).toEqual([
    expect.stringMatching(/^Have an exporter of GPUs scraped: dcgm-exporter/),
  ]);
  expect(text).toContain(
    'Prometheus has no series of any exporter that is known (dcgm-exporter, AMD’s, XPUM, HAMi), of series with cluster="B" (--prometheus-match): is it the right Prometheus, and does it scrape them?',
  );
});

test.each<[Want, RegExp]>([
  [
    { of: 'scrape', source: 'dcgm', node: 'gpu-b' },
    /^Scrape gpu-b: see that dcgm runs there, .*; 1 container waits for it$/,
  ],
  [{ of: 'exporter', source: 'amd' }, /^Run an exporter for these cards .*\(amd\): 1 container/],
  [{ of: 'names', source: 'dcgm' }, /^Have devices told with their workloads: .*pod-resources/],
])('what is silent (%p) is to be heard', (want, says) => {
  expect(told({ used: 'unseen' }, silent(want)).steps).toEqual([expect.stringMatching(says)]);
});

test('too few hours: as many more', () => {
  expect(told({ used: { hours: 6 } }).steps).toEqual([
    expect.stringMatching(/^Wait 18 h more: 1 container was seen for too few hours/),
  ]);
});

const LINE = 'add the line "DCGM_FI_PROF_SM_ACTIVE, gauge, SM activity" to the counters file';

function without(figure: 'smP95'): Partial<Profile> {
  const used: Record<string, unknown> = { [figure]: undefined, computeBy: 'none' };
  return used;
}

test('no compute field: which to add to the exporter, once', () => {
  const { steps, text } = told({ used: without('smP95') });
  expect(text).toContain('server has no compute figure; missing is not zero');
  expect(steps).toEqual([expect.stringContaining(LINE)]);
  expect(steps[0]).toMatch(/^Have dcgm tell of compute: .*: 1 container without a figure$/);
});

test('utilisation alone: why it is not sure, and the same', () => {
  const used = { computeBy: 'utilisation', confidence: 0.28, hours: 30 } as const;
  const { steps, text } = told({ used });
  expect(text).toContain(
    'Known poorly\n  speech/Deployment/asr server: confidence is low: only GPU utilisation is known',
  );
  expect(steps).toContainEqual(expect.stringContaining(LINE));
  expect(steps.join()).toContain('1 container of which only utilisation is known');
});

test('nodes that do not say their cards: who labels them', () => {
  const bare = nodeOf('gpu-1', { 'nvidia.com/gpu': 8 });
  expect(told({ nodes: [bare] }).steps).toContainEqual(
    expect.stringMatching(/^Have nodes say which cards they have: run GPU Feature Discovery/),
  );
});

test('no policy of theirs has terms: how to see why', () => {
  const policies = { by: 'cluster', says: 'judged by the policies of the cluster' } as const;
  expect(told({ terms: 'none' }, { policies }).steps).toEqual([
    'Have a policy match: none has terms for 1 container: tranche explain --policies says why not',
  ]);
});

test('hosts that are no nodes here are asked about, with the option', () => {
  const strangers = [{ source: 'dcgm', hosts: ['gpu-a', 'gpu-b'] }] as const;
  expect(told({ used: 'unseen' }, { strangers }).text).toContain(
    'dcgm names gpu-a, gpu-b, none of which is a node here: is it the right Prometheus? (--prometheus-match)',
  );
});

test('one pod that waits is one', () => {
  const all = { nodes: [cards('gpu-1', 'h100')] };
  expect(told({ ...all, used: 'unseen' }, { waiting: 1 }).text).toContain(
    '1 pod that waits was not judged',
  );
  expect(told({ ...all, used: 'unseen' }, { waiting: 2 }).text).toContain(
    '2 pods that wait were not judged',
  );
});
