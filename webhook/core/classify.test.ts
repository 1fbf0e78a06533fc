import { describe, expect, test } from '@jest/globals';
import { array, assert, constantFrom, property, tuple } from 'fast-check';
import { classify, globHolds } from './classify.ts';
import type { Pod } from './pod.ts';
import { container, plain, podOf } from './testing/pods.ts';
import { worldOf } from './testing/world.ts';

const classOf = (pod: Pod, kind: string, policy?: 'batch'): string => {
  const world = {
    ...worldOf({ nodes: [] }),
    assignedClass: () =>
      policy === undefined ? ('none' as const) : { class: policy, policy: 'night' },
  };
  const workload = { namespace: 'speech', kind, name: 'asr', by: 'owner' };
  const subject = {
    namespace: 'speech',
    namespaceLabels: {},
    podLabels: {},
    ownerKind: kind,
    ownerName: 'asr',
  };
  const found = classify(pod, workload, subject, world);
  return `${found.class} by ${found.by}`;
};

describe('the class of a workload', () => {
  const torchrun = podOf({
    containers: [plain('logs'), container('main', { command: ['torchrun', 'a.py'] })],
  });
  const vllm = podOf({
    containers: [container('main', { image: 'docker.io/vllm/vllm-openai:1' })],
  });
  const table: { name: string; pod: Pod; kind: string; policy?: 'batch'; want: string }[] = [
    {
      name: 'a policy goes before everything',
      pod: torchrun,
      kind: 'Notebook',
      policy: 'batch',
      want: 'batch by policy night',
    },
    {
      name: 'an owner kind goes before the command',
      pod: torchrun,
      kind: 'Notebook',
      want: 'notebook by owner Notebook',
    },
    {
      name: 'a launcher goes before the table',
      pod: torchrun,
      kind: 'Deployment',
      want: 'training by command torchrun',
    },
    {
      name: 'an image is known by the table',
      pod: vllm,
      kind: 'Pod',
      want: 'serving by image */vllm*',
    },
    {
      name: 'the first row of the table that fits gives the class',
      pod: podOf(),
      kind: 'Deployment',
      want: 'serving by owner Deployment',
    },
    {
      name: 'a bare pod that no row fits has none',
      pod: podOf(),
      kind: 'Pod',
      want: 'unknown by no rule',
    },
  ];
  test.each(table)('$name', ({ pod, kind, policy, want }) => {
    expect(classOf(pod, kind, policy)).toBe(want);
  });
});

describe('a glob', () => {
  const table: { glob: string; text: string; want: boolean }[] = [
    { glob: 'asr', text: 'asr', want: true },
    { glob: 'asr', text: 'asr2', want: false },
    { glob: '*', text: '', want: true },
    { glob: '*/vllm*', text: 'docker.io/vllm/vllm-openai:1', want: true },
    { glob: '*/vllm*', text: 'vllm:1', want: false },
    { glob: 'a*a', text: 'a', want: false },
    { glob: 'a*b*a', text: 'aba', want: true },
    { glob: 'a*b*b', text: 'ab', want: false },
    { glob: '*b*', text: 'ac', want: false },
    { glob: 'a.c', text: 'abc', want: false },
    { glob: '', text: 'a', want: false },
  ];
  test.each(table)('$glob on "$text": $want', ({ glob, text, want }) => {
    expect(globHolds(glob, text)).toBe(want);
  });

  test('says what a regular expression says', () => {
    const text = array(constantFrom('a', 'b', '.', '/'), { maxLength: 12 });
    const glob = array(constantFrom('a', 'b', '.', '/', '*'), { maxLength: 8 });
    assert(
      property(tuple(glob, text), ([pattern, letters]) => {
        const oracle = new RegExp(
          `^${pattern.map((c) => (c === '*' ? '.*' : c.replace('.', '\\.'))).join('')}$`,
        );
        expect(globHolds(pattern.join(''), letters.join(''))).toBe(oracle.test(letters.join('')));
      }),
      { numRuns: 2000 },
    );
  });

  test('comes to an end on a text that would keep a regular expression busy for ever', () => {
    expect(globHolds(`${'*a'.repeat(5000)}*b`, 'a'.repeat(50_000))).toBe(false);
  });
});
