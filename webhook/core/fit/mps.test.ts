import { describe, expect, test } from '@jest/globals';
import type { PodSpec } from '../pod.ts';
import { shared } from '../testing/nodes.ts';
import { container, podOf } from '../testing/pods.ts';
import { proposed, termsOf } from '../testing/world.ts';

const nodes = [shared('n', 'l4', { replicas: 4, renamed: true, strategy: 'mps' })];
const terms = termsOf({
  ladder: ['mps'],
  mps: { trustDomain: 'cluster', pools: [], runAsUser: 1000 },
});
const as = (runAsUser: number) => ({ securityContext: { runAsUser } });

const wrong = (name: string, user: number) => ({
  rule: 'fit/mps-refused',
  says: expect.stringContaining(
    `${name} runs as user ${user}, the MPS clients of this policy as 1000`,
  ),
});

const unnamed = {
  rule: 'fit/mps-refused',
  says: expect.stringContaining('server runs as its image says, the MPS clients of this policy'),
};

describe('an MPS server serves the clients of one user', () => {
  const table: { name: string; spec: Partial<PodSpec>; want: object | undefined }[] = [
    { name: 'that user', spec: as(1000), want: undefined },
    { name: 'not whoever the image says, who may be root', spec: {}, want: unnamed },
    { name: 'not another one', spec: as(0), want: wrong('server', 0) },
    {
      name: 'not another one of an init container',
      spec: { ...as(1000), initContainers: [container('warm', as(7))] },
      want: wrong('warm', 7),
    },
  ];
  test.each(table)('$name', ({ spec, want }) => {
    const used = { measuredOn: 'L4', vramMaxMiB: 3000, smP95: 0.1 };
    const [server] = proposed(podOf(spec), { nodes, terms }, used).containers;
    expect(server?.candidates[0]?.rejectedBy).toEqual(want);
  });
});
