import { describe, expect, test } from '@jest/globals';
import type { Affinity, Labels, MatchExpression, PodSpec, Toleration } from './pod.ts';
import { admits, constrained, expressionsHold, untolerated } from './selector.ts';
import { podOf } from './testing/pods.ts';

const node = { name: 'gpu-1', labels: { zone: 'a', cores: '64', constructor: 'x' } };

const required = (...nodeSelectorTerms: object[]): { affinity: Affinity } => ({
  affinity: {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
  },
});

const says = (
  key: string,
  operator: MatchExpression['operator'],
  ...values: string[]
): MatchExpression => (values.length === 0 ? { key, operator } : { key, operator, values });

const term = (...matchExpressions: MatchExpression[]) => ({ matchExpressions });

describe('a node as the scheduler reads it', () => {
  const table: { name: string; spec: Partial<PodSpec>; want: boolean }[] = [
    { name: 'a pod that asks for nothing is admitted', spec: {}, want: true },
    { name: 'its label is right', spec: { nodeSelector: { zone: 'a' } }, want: true },
    { name: 'its label is wrong', spec: { nodeSelector: { zone: 'b' } }, want: false },
    {
      name: 'one of two labels is missing',
      spec: { nodeSelector: { zone: 'a', rack: '1' } },
      want: false,
    },
    {
      name: 'terms are joined by or',
      spec: required(term(says('zone', 'In', 'b')), term(says('zone', 'In', 'a'))),
      want: true,
    },
    {
      name: 'expressions within a term are joined by and',
      spec: required(term(says('zone', 'In', 'a'), says('rack', 'Exists'))),
      want: false,
    },
    {
      name: 'selector and affinity must both hold',
      spec: { nodeSelector: { zone: 'b' }, ...required(term(says('zone', 'In', 'a'))) },
      want: false,
    },
    { name: 'an empty term selects nothing', spec: required({}), want: false },
    { name: 'a term of no expressions selects nothing', spec: required(term()), want: false },
    {
      name: 'an empty term beside a good one does no harm',
      spec: required({}, term(says('zone', 'Exists'))),
      want: true,
    },
    { name: 'no terms at all select nothing', spec: required(), want: false },
    {
      name: 'a field names the node',
      spec: required({ matchFields: [says('metadata.name', 'In', 'gpu-1')] }),
      want: true,
    },
    {
      name: 'a field names another node',
      spec: required({ matchFields: [says('metadata.name', 'In', 'gpu-2')] }),
      want: false,
    },
    {
      name: 'a field rules the node out',
      spec: required({ matchFields: [says('metadata.name', 'NotIn', 'gpu-1')] }),
      want: false,
    },
    {
      name: 'a field that nodes do not have',
      spec: required({ matchFields: [says('metadata.uid', 'In', 'gpu-1')] }),
      want: false,
    },
    {
      name: 'field and label must both hold',
      spec: required({
        ...term(says('zone', 'In', 'b')),
        matchFields: [says('metadata.name', 'In', 'gpu-1')],
      }),
      want: false,
    },
  ];
  test.each(table)('$name', ({ spec, want }) => {
    expect(admits(podOf(spec), node)).toBe(want);
  });

  test('preferences constrain nothing', () => {
    expect(constrained(podOf({ affinity: { nodeAffinity: {} } }))).toBe(false);
    expect(constrained(podOf({ nodeSelector: {} }))).toBe(true);
  });
});

describe('an expression on labels', () => {
  const labels: Labels = node.labels;
  const table: { expression: MatchExpression; want: boolean }[] = [
    { expression: says('zone', 'In', 'b', 'a'), want: true },
    { expression: says('zone', 'In'), want: false },
    { expression: says('rack', 'In', 'a'), want: false },
    { expression: says('zone', 'NotIn', 'a'), want: false },
    { expression: says('rack', 'NotIn', 'a'), want: true },
    { expression: says('zone', 'Exists'), want: true },
    { expression: says('rack', 'Exists'), want: false },
    { expression: says('toString', 'Exists'), want: false },
    { expression: says('constructor', 'In', 'x'), want: true },
    { expression: says('zone', 'DoesNotExist'), want: false },
    { expression: says('valueOf', 'DoesNotExist'), want: true },
    { expression: says('cores', 'Gt', '63'), want: true },
    { expression: says('cores', 'Gt', '64'), want: false },
    { expression: says('cores', 'Gt', '7'), want: true },
    { expression: says('cores', 'Lt', '65'), want: true },
    { expression: says('cores', 'Lt', '64'), want: false },
    { expression: says('cores', 'Lt', '1e9'), want: false },
    { expression: says('cores', 'Lt'), want: false },
    { expression: says('zone', 'Gt', '1'), want: false },
    { expression: says('rack', 'Lt', '1'), want: false },
  ];
  test.each(table)('$expression.key $expression.operator $expression.values: $want', (row) => {
    expect(expressionsHold([row.expression], labels)).toBe(row.want);
  });
});

describe('taints', () => {
  const gpu = { key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' };
  const table: { name: string; tolerations: Toleration[]; want: boolean }[] = [
    { name: 'keep off a pod that says nothing', tolerations: [], want: false },
    {
      name: 'let in who names key, value and effect',
      tolerations: [{ key: gpu.key, operator: 'Equal', value: 'present', effect: 'NoSchedule' }],
      want: true,
    },
    {
      name: 'let in who names no operator, which is Equal',
      tolerations: [{ key: gpu.key, value: 'present' }],
      want: true,
    },
    {
      name: 'let in who leaves the operator empty',
      tolerations: [{ key: gpu.key, operator: '', value: 'present' }],
      want: true,
    },
    {
      name: 'keep off another value',
      tolerations: [{ key: gpu.key, operator: 'Equal', value: 'absent' }],
      want: false,
    },
    {
      name: 'keep off Equal without a value',
      tolerations: [{ key: gpu.key, operator: 'Equal' }],
      want: false,
    },
    {
      name: 'let in any value for Exists',
      tolerations: [{ key: gpu.key, operator: 'Exists' }],
      want: true,
    },
    { name: 'let in who tolerates everything', tolerations: [{ operator: 'Exists' }], want: true },
    {
      name: 'let in an empty key with Exists',
      tolerations: [{ key: '', operator: 'Exists' }],
      want: true,
    },
    {
      name: 'keep off an empty key with Equal',
      tolerations: [{ operator: 'Equal', value: 'present' }],
      want: false,
    },
    {
      name: 'keep off another effect',
      tolerations: [{ key: gpu.key, operator: 'Exists', effect: 'NoExecute' }],
      want: false,
    },
    {
      name: 'keep off an operator nobody knows',
      tolerations: [{ key: gpu.key, operator: 'Like', value: 'present' }],
      want: false,
    },
    {
      name: 'keep off another key',
      tolerations: [{ key: 'gpu', operator: 'Exists' }],
      want: false,
    },
  ];
  test.each(table)('$name', ({ tolerations, want }) => {
    expect(untolerated([gpu], tolerations).length === 0).toBe(want);
  });

  test('a preference keeps nobody off; eviction does', () => {
    const taints = [
      { key: 'a', effect: 'PreferNoSchedule' },
      { key: 'b', effect: 'NoExecute' },
    ];
    expect(untolerated(taints, []).map(({ key }) => key)).toEqual(['b']);
  });
});
