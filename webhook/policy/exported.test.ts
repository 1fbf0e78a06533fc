import { describe, expect, test } from '@jest/globals';
import { lineOf } from './example.ts';
import { readText } from './read.ts';

const reading = (text: string) => readText('w.yaml', text);
const faultsOf = (text: string): string[] => reading(text).faults.map(lineOf);

/** As `kubectl get` indents them. */
const list = (...items: string[]): string =>
  `apiVersion: v1\nitems:\n${items.map((item) => item.replace(/^/gm, '  ').replace('  ', '- ')).join('\n')}\nkind: List\nmetadata:\n  resourceVersion: ""\n`;

const NAMESPACE = `apiVersion: v1
kind: Namespace
metadata:
  creationTimestamp: "2026-05-02T08:13:20Z"
  name: speech
  uid: 1b1f3e5a-9c52-4a7e-8f2b-0a4b8f2f7c02
spec:
  finalizers:
  - kubernetes
status:
  phase: Active`;

const policy = (spec: string): string => `apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata:
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      {"apiVersion":"tranche.dev/v1alpha1","kind":"GpuPolicy"}
  creationTimestamp: "2026-05-02T08:13:20Z"
  generation: 2
  labels:
    app.kubernetes.io/managed-by: argocd
  managedFields:
  - fieldsV1:
      f:metadata:
        f:annotations:
          .: {}
    manager: kubectl-client-side-apply
    operation: Update
  name: serving
  ownerReferences:
  - kind: Application
    name: policies
  resourceVersion: "530"
  uid: 1b1f3e5a-9c52-4a7e-8f2b-0a4b8f2f7c22
spec:
  ${spec}
status: {}`;

describe('a List', () => {
  test('is its items', () => {
    const { documents, faults } = reading(list(NAMESPACE, policy('mode: enforce')));
    expect(faults).toEqual([]);
    expect(documents.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'Namespace speech',
      'GpuPolicy serving',
    ]);
  });

  test('may stand behind a World header and between other documents', () => {
    const world = 'apiVersion: tranche.dev/v1alpha1\nkind: World\n';
    const text = `${world}---\n${list(NAMESPACE)}---\n${policy('mode: warn')}\n`;
    expect(reading(text).documents.map(({ kind }) => kind)).toEqual([
      'World',
      'Namespace',
      'GpuPolicy',
    ]);
  });

  test('of nothing is nothing', () => {
    expect(reading('apiVersion: v1\nkind: List\nitems: []\n')).toEqual({
      documents: [],
      faults: [],
    });
  });

  test('has the faults of its items, where they are', () => {
    const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web';
    expect(faultsOf(list(service, policy('mod: enforce')))).toEqual([
      'w.yaml:4:9: /kind must be something a World holds, got Service',
      'w.yaml:31:5: /spec/mod is no field here',
    ]);
  });

  test('without its items says so', () => {
    expect(faultsOf('apiVersion: v1\nkind: List\nitems: 3\n')).toEqual([
      'w.yaml:3:8: /items must be the list of objects, got the number 3',
    ]);
  });

  test('an item that is no object is a fault of its own', () => {
    expect(faultsOf('apiVersion: v1\nkind: List\nitems: [x]\n')).toEqual([
      'w.yaml:3:9: must be a map of fields, got "x"',
    ]);
  });
});

describe('an object of ours that was in a cluster', () => {
  test('is read without what the API server wrote', () => {
    const { documents, faults } = reading(policy('mode: enforce'));
    expect(faults).toEqual([]);
    expect(documents[0]?.value).not.toHaveProperty('status');
    expect(documents[0]?.value).not.toHaveProperty('metadata.uid');
    expect(documents[0]?.value).toHaveProperty('metadata.labels');
  });

  test('still has a fault where a person wrote something we do not know', () => {
    const slips = policy('mode: enforce').replace('labels:', 'lables:').replace('status', 'stauts');
    expect(faultsOf(slips)).toEqual([
      'w.yaml:9:3: /metadata/lables is no field here',
      'w.yaml:26:1: /stauts is no field here',
    ]);
  });

  test('a kind that lives in files only was never there', () => {
    const text =
      'apiVersion: tranche.dev/v1alpha1\nkind: GpuClasses\nmetadata: {name: c, uid: u}\nspec: {}\nstatus: {}\n';
    expect(faultsOf(text)).toEqual([
      'w.yaml:3:21: /metadata/uid is no field here',
      'w.yaml:5:1: /status is no field here',
    ]);
  });
});
