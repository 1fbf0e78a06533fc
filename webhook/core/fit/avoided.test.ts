import { expect, test } from '@jest/globals';
import { avoids, type Avoidance } from './avoided.ts';

const asr: Avoidance = {
  namespaces: ['speech'],
  labels: [{ key: 'app', operator: 'In', values: ['asr'] }],
};

test.each([
  { name: 'whoever carries its labels in its namespace', term: asr, want: true },
  { name: 'nobody with other labels', term: asr, labels: { app: 'web' }, want: false },
  { name: 'nobody in another namespace', term: asr, namespace: 'vision', want: false },
  {
    name: 'those of any namespace where it goes by labels of namespaces',
    term: { ...asr, namespaces: 'any' },
    namespace: 'vision',
    want: true,
  },
  {
    name: 'nobody with other labels in any namespace',
    term: { ...asr, namespaces: 'any' },
    labels: {},
    want: false,
  },
  { name: 'all its neighbours where it names no labels', term: { ...asr, labels: [] }, want: true },
] satisfies {
  name: string;
  term: Avoidance;
  namespace?: string;
  labels?: Record<string, string>;
  want: boolean;
}[])(
  'a live pod keeps away $name',
  ({ term, namespace = 'speech', labels = { app: 'asr' }, want }) => {
    expect(avoids(term, namespace, labels)).toBe(want);
  },
);
