import { expect, test } from '@jest/globals';
import type { Decision } from '../core/decision.ts';
import { readText } from '../policy/read.ts';
import { nearMisses } from './near-profiles.ts';

const profile = (namespace: string, kind: string, name: string, container: string): string => `
apiVersion: tranche.dev/v1alpha1
kind: GpuProfile
metadata: { namespace: ${namespace}, name: ${name} }
spec:
  workload: { kind: ${kind}, name: ${name} }
  containers:
    - { name: ${container}, revision: x, measuredOn: L4, vramMaxMiB: 1, hours: 1, samples: 1 }
`;

/** The pods of Deployment chat/llm have one container, vllm. */
const missed = (written: string): string[] => {
  const { documents, faults } = readText('profiles.yaml', written);
  expect(faults).toEqual([]);
  const decision = {
    workload: { namespace: 'chat', kind: 'Deployment', name: 'llm', by: 'owner' },
    because: { rule: 'evidence/none', says: '' },
    containers: [{ name: 'vllm' }],
  };
  // What else a decision has is not asked for.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return nearMisses(decision as unknown as Decision, documents);
};

test.each([
  {
    written: profile('chat', 'Deployment', 'llm', 'server'),
    told: 'the profile of Deployment chat/llm has container server and no container vllm',
  },
  {
    written: profile('talk', 'Deployment', 'llm', 'vllm'),
    told: 'there is a profile of Deployment talk/llm, and none of Deployment chat/llm',
  },
  {
    written: profile('chat', 'StatefulSet', 'llm', 'vllm'),
    told: 'there is a profile of StatefulSet chat/llm, and none of Deployment chat/llm',
  },
  {
    written: profile('chat', 'Deployment', 'lllm', 'vllm'),
    told: 'there is a profile of Deployment chat/lllm, and none of Deployment chat/llm',
  },
])('$told', ({ written, told }) => {
  expect(missed(written)).toEqual([told]);
});

test.each(['chat-llm', 'llm-v2'])('of release and version a name %s may say more', (name) => {
  expect(missed(profile('chat', 'Deployment', name, 'vllm'))).toEqual([
    `there is a profile of Deployment chat/${name}, and none of Deployment chat/llm`,
  ]);
});

test('nothing is said of what is nothing like it, nor where the figures are there and too few', () => {
  expect(missed(profile('talk', 'Deployment', 'gateway', 'vllm'))).toEqual([]);
  expect(missed(profile('chat', 'Deployment', 'llm', 'vllm'))).toEqual([]);
});
