import { describe, expect, test } from '@jest/globals';
import { expand } from '../expand.ts';
import type { Raw } from '../raw.ts';

const made = (spec: Raw) =>
  expand(
    { apiVersion: 'x.dev/v1', kind: 'Foo', metadata: { name: 'x' }, spec },
    { namespace: 'team', minute: 0, most: 0 },
  ).map(({ group, replicas, atOnce, untold }) => ({ group, replicas, most: atOnce.most, untold }));

const pod = { spec: { containers: [{ name: 'a', image: 'b' }] } };
const HOW_MANY = 'only its controller knows how many pods it makes of this template';

describe('of a kind that nobody has heard of', () => {
  test('a template where Deployments have theirs is one pod, and it is said that nobody knows', () => {
    expect(made({ size: 8, template: pod })).toEqual([
      { group: '', replicas: 1, most: 'unknown', untold: HOW_MANY },
    ]);
  });

  test('replicas beside it are taken for pods, which is said too', () => {
    expect(made({ replicas: 3, template: pod })).toEqual([
      { group: '', replicas: 3, most: 3, untold: expect.stringContaining('taken for pods') },
    ]);
  });

  test('a pod is known by its containers, whatever it is called', () => {
    expect(made({ worker: pod, driver: pod.spec })).toMatchObject([
      { group: '/spec/worker', untold: HOW_MANY },
      { group: '/spec/driver', untold: HOW_MANY },
    ]);
    expect(made({ containers: [{ name: 'a' }] })).toMatchObject([{ replicas: 0 }]);
  });
});
