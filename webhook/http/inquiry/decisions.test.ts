import { expect, test } from '@jest/globals';
import type { Recollected } from '../../ports.ts';
import { allowed } from '../../core/testing/decision.ts';
import { decisionsPage } from './decisions.ts';

const voice = { warning: () => undefined, refusal: () => '' };

function answered(decisions: number, each: number) {
  const entry = (i: number): Recollected => ({
    at: i,
    pod: { namespace: 'speech', name: `p-${i}` },
    operation: 'CREATE',
    subResource: '',
    dryRun: false,
    judged: allowed({ id: `decision-${i % decisions}` }),
  });
  const found = Array.from({ length: decisions * each }, (_, i) => entry(i));
  const recollection = { about: () => found, since: () => 0 };
  const query = new Map([
    ['namespace', ['speech']],
    ['of', ['Deployment/asr']],
  ]);
  const heard = decisionsPage({ recollection, voice, startedAt: 0 }).hear({
    query,
    body: undefined,
  });
  return heard.ok ? (heard.answer() as { found: number; decisions: []; items: [] }) : undefined;
}

test.each([
  ['of pods that are alike all are told, with the one decision that they share', 1, 500, [1, 500]],
  ['of as many as a page has all are told', 128, 1, [128, 128]],
  ['of more different ones a page is told, and how many were found', 300, 1, [128, 128]],
])('%s', (_, decisions, each, [told, items]) => {
  const answer = answered(decisions, each);
  expect([answer?.decisions.length, answer?.items.length]).toEqual([told, items]);
  expect(answer?.found).toBe(decisions * each);
});
