import { describe, expect, test } from '@jest/globals';
import { avoids } from '../core/fit/avoided.ts';
import { avoidancesIn } from './avoidances.ts';
import { ClusterState } from './cluster-state.ts';
import { pod } from './objects.fixture.ts';

const required = (...terms: object[]) => ({
  affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } },
});
const host = { topologyKey: 'kubernetes.io/hostname' };
const guests = { ...host, labelSelector: { matchLabels: { guest: 'yes' } } };

/** Whether a pod of `spec` in namespace `speech` keeps away one with these labels there, and one in `vision`. */
function keepsAway(spec: object, labels: Record<string, string>): readonly boolean[] {
  const terms = avoidancesIn({ ...spec }, 'speech');
  return ['speech', 'vision'].map((namespace) =>
    terms.some((term) => avoids(term, namespace, labels)),
  );
}

describe('required anti-affinity of a live pod', () => {
  const guest = { guest: 'yes', app: 'asr' };
  const expression = (operator: string, values?: string[]) => ({
    ...host,
    labelSelector: { matchExpressions: [{ key: 'app', operator, values }] },
  });
  const table: { name: string; spec: object; want: readonly boolean[] }[] = [
    { name: 'none', spec: {}, want: [false, false] },
    {
      name: 'one that only prefers',
      spec: {
        affinity: {
          podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [guests] },
        },
      },
      want: [false, false],
    },
    { name: 'by labels, in its own namespace', spec: required(guests), want: [true, false] },
    {
      name: 'by other labels',
      spec: required({ ...host, labelSelector: { matchLabels: { guest: 'no' } } }),
      want: [false, false],
    },
    {
      name: 'by an expression',
      spec: required(expression('In', ['asr', 'b'])),
      want: [true, false],
    },
    {
      name: 'by one that excludes',
      spec: required(expression('NotIn', ['asr'])),
      want: [false, false],
    },
    { name: 'by a label that is there', spec: required(expression('Exists')), want: [true, false] },
    { name: 'by an operator of tomorrow', spec: required(expression('Like')), want: [true, false] },
    {
      name: 'in namespaces that it names',
      spec: required({ ...guests, namespaces: ['vision'] }),
      want: [false, true],
    },
    {
      name: 'in namespaces that it selects, whichever those are',
      spec: required({ ...guests, namespaceSelector: {} }),
      want: [true, true],
    },
    { name: 'of everybody', spec: required({ ...host, labelSelector: {} }), want: [true, false] },
    { name: 'of nobody', spec: required(host), want: [false, false] },
  ];
  test.each(table)('$name', ({ spec, want }) => {
    expect(keepsAway(spec, guest)).toEqual(want);
  });
});

const seen = (name: string, more: object = {}) => pod({ name, spec: required(guests), ...more });
const known = (state: ClusterState) => state.current(0).avoidances.length;

describe('the view', () => {
  test('keeps a term as long as one of those who write it lives', () => {
    const state = new ClusterState();
    state.applyPod(seen('a'));
    state.applyPod(seen('b'));
    expect(known(state)).toBe(1);
    state.deletePod(seen('a'));
    expect(known(state)).toBe(1);
    state.applyPod(seen('b', { phase: 'Succeeded' }));
    expect(known(state)).toBe(0);
  });

  test('is the same as long as nothing is said that was not said before', () => {
    const state = new ClusterState();
    state.applyPod(seen('a'));
    const { avoidances } = state.current(0);
    state.applyPod(seen('b'));
    expect(state.current(0).avoidances).toBe(avoidances);
  });
});
