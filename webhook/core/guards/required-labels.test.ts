import { describe, expect, test } from '@jest/globals';
import { plain, podOf } from '../testing/pods.ts';
import { objection } from '../testing/guarded.ts';
import type { Labels } from '../pod.ts';
import { requiredLabels } from './required-labels.ts';

const parameters = { labels: ['example.com/owner', 'cost-centre'] };

function said(labels: Labels, ofNamespace: Labels | 'unknown' = {}): string {
  const namespace =
    ofNamespace === 'unknown' ? ofNamespace : { labels: ofNamespace, nativeGpuQuota: false };
  const pod = podOf({}, { labels });
  return objection(requiredLabels, pod, { parameters, world: { namespace } }) ?? 'let in';
}

describe('labels that a GPU pod must have', () => {
  test('may stand on the pod, on its namespace, or one here and one there', () => {
    const [owner, centre] = [{ 'example.com/owner': 'ada' }, { 'cost-centre': '4711' }];
    expect(said({ ...owner, ...centre })).toBe('let in');
    expect(said({}, { ...owner, ...centre })).toBe('let in');
    expect(said(owner, centre)).toBe('let in');
  });

  test('are named where they are missing, all at once', () => {
    expect(said({ app: 'asr' })).toBe(
      'neither it nor its namespace has the label example.com/owner, cost-centre; add it to the pod template, or have it added to the namespace',
    );
  });

  test('say something: an empty one is missing', () => {
    expect(said({ 'example.com/owner': '', 'cost-centre': '4711' })).toMatch(
      /^neither it nor its namespace has the label example.com\/owner;/,
    );
  });

  test('may be those of a namespace that nobody has seen yet', () => {
    expect(said({}, 'unknown')).toMatch(/its namespace has not been seen yet; .* try again/);
    expect(said({ 'example.com/owner': 'ada', 'cost-centre': '4711' }, 'unknown')).toBe('let in');
  });

  test('are not asked of a pod without a GPU', () => {
    const pod = podOf({ containers: [plain('web')] });
    expect(objection(requiredLabels, pod, { parameters })).toBeUndefined();
  });
});
