import { describe, expect, test } from '@jest/globals';
import { Answers } from '../answers.ts';
import type { RequestEdit } from '../edit.ts';
import { submitted } from '../edits/undo.ts';
import { examine } from '../examine.ts';
import { gather } from '../gather.ts';
import type { Pod, ResourceList } from '../pod.ts';
import {
  at,
  first,
  GI,
  memorySet,
  requestsOf,
  setBy,
  silent,
  withResources,
} from '../testing/missing.contract.ts';
import { cards } from '../testing/nodes.ts';
import { reviewOf } from '../testing/pods.ts';
import { stillWanted } from './standing.ts';

describe('when it comes again', () => {
  const ours = first(silent);
  const changed = (requests: ResourceList, limits: ResourceList): Pod => ({
    ...ours,
    spec: withResources(requests, limits).spec,
  });

  test('nothing is left to do, and what stands there is told', () => {
    expect(first(ours)).toEqual(ours);
    const { decision } = examine(reviewOf(ours), at());
    expect(decision.supplied).toEqual([
      { container: 'server', resource: 'memory', quantity: '16Gi', mode: 'enforce' },
    ]);
  });

  test('a neighbour that has written another figure has had the last word', () => {
    const theirs = changed({ memory: '40Gi' }, {});
    expect(requestsOf(first(theirs))).toMatchObject({ memory: '40Gi' });
    expect(examine(reviewOf(theirs), at()).decision.supplied).toBeUndefined();
  });

  test('a limit that has come since takes ours back, for the API server would refuse both', () => {
    const limited = first(changed({ memory: '16Gi' }, { memory: '8Gi' }));
    expect(requestsOf(limited)).toEqual({ 'nvidia.com/gpu': '1' });
    expect(limited.metadata.annotations?.['tranche.dev/decision']).toBeUndefined();
  });

  test('nodes that have filled up since change nothing', () => {
    const nodes = [{ ...cards('whole', 'h100'), used: { memory: 512 * GI ** 3 } }];
    expect(first(ours, { nodes })).toEqual(ours);
  });

  test('an annotation that tells of what was never set is not believed', () => {
    const guards = memorySet(setBy('feed', { setMemory: 24 * GI }));
    expect(requestsOf(first(ours, { guards }))).toMatchObject({ memory: '24Gi' });
    const { decision } = examine(reviewOf(ours), at({ guards }));
    expect(decision.supplied).toBeUndefined();
  });
});

describe('a request that is told of', () => {
  const question = gather(silent, 'speech', at(), new Answers(silent).to(submitted));
  const ours: RequestEdit = {
    kind: 'request',
    pointer: '/spec/containers/0',
    container: 'server',
    resource: 'memory',
    quantity: '16Gi',
  };

  test('is wanted still where its policy would set it now, wherever the container stands by then', () => {
    expect(stillWanted(question, [ours])).toBe(true);
    expect(stillWanted(question, [{ ...ours, pointer: '/spec/containers/1' }])).toBe(true);
  });

  test.each<[string, Partial<RequestEdit>]>([
    ['another container', { container: 'proxy' }],
    ['another resource', { resource: 'cpu' }],
    ['another figure', { quantity: '17Gi' }],
  ])('is not where it is of %s', (_, other) => {
    expect(stillWanted(question, [{ ...ours, ...other }])).toBe(false);
    expect(stillWanted(question, [ours, { ...ours, ...other }])).toBe(false);
  });
});
