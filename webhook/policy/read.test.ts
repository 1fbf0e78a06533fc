import { describe, expect, test } from '@jest/globals';
import { lineOf } from './example.ts';
import { readObject, readText } from './read.ts';

const faultsOf = (text: string): string[] => readText('p.yaml', text).faults.map(lineOf);

const policy = (spec: string): string =>
  `apiVersion: tranche.dev/v1alpha1\nkind: GpuPolicy\nmetadata: {name: p}\nspec:\n${spec}`;

describe('reading says everything that is wrong, at once and where', () => {
  test('three faults of one policy, each with line and column', () => {
    expect(
      faultsOf(policy('  mode: enforced\n  priority: high\n  sharing:\n    headroom: 0.9\n')),
    ).toEqual([
      'p.yaml:5:9: /spec/mode must be one of observe, warn, enforce, got "enforced"',
      'p.yaml:6:13: /spec/priority must be a whole number, got "high"',
      'p.yaml:8:15: /spec/sharing/headroom must be at least 1, got the number 0.9',
    ]);
  });

  test('faults of several documents of a file have the lines of the file', () => {
    const second =
      'apiVersion: tranche.dev/v1alpha1\nkind: GpuQuota\nmetadata: {name: q}\nspec: {}\n';
    expect(faultsOf(`${policy('  mode: on\n')}---\n${second}`)).toEqual([
      'p.yaml:5:9: /spec/mode must be one of observe, warn, enforce, got "on"',
      'p.yaml:10:1: /spec needs the field namespaces',
    ]);
  });

  test('a guardrail without a severity is told what to write, be it one that only sets', () => {
    const guards = '  guards: [{rule: guard/memory, parameters: {setMemory: 16Gi}}]\n';
    expect(readText('p.yaml', policy(guards)).faults).toMatchObject([
      {
        line: 5,
        says: 'needs the field severity',
        help: 'audit, warn or deny: what becomes of what it finds; a rule that only sets requests finds nothing, and any of them will do',
      },
    ]);
  });

  test('a document that is no YAML does not hide the faults of the next', () => {
    const found = faultsOf(`a: [1\n---\n${policy('  mode: x\n')}`);
    expect(found).toHaveLength(2);
    expect(found[1]).toBe('p.yaml:7:9: /spec/mode must be one of observe, warn, enforce, got "x"');
  });
});

describe('what was read', () => {
  test('fields that were not written have what the schema says', () => {
    const { documents } = readText('p.yaml', policy('  sharing: {}\n'));
    expect(documents[0]?.value).toMatchObject({
      spec: {
        mode: 'observe',
        priority: 0,
        sharing: {
          headroom: 1.2,
          ladder: { default: ['mig', 'timeSlice'] },
          evidence: { minHours: 24, minSamples: 100 },
          tolerate: ['nvidia.com/gpu'],
          timeSlice: { trustDomain: 'team', pools: [] },
        },
      },
    });
  });

  test('the place of a field that was not written is that of what would hold it', () => {
    const { documents } = readText('p.yaml', policy('  sharing:\n    headroom: 2\n'));
    expect(documents[0]?.at('/spec/sharing/evidence/minHours')).toEqual({
      file: 'p.yaml',
      line: 6,
      column: 5,
    });
  });

  test('objects of Kubernetes keep what we do not read', () => {
    const text =
      'apiVersion: v1\nkind: Node\nmetadata: {name: n, uid: u}\nstatus: {allocatable: {pods: 110}, nodeInfo: {}}\n';
    expect(readText('n.yaml', text)).toMatchObject({
      faults: [],
      documents: [
        { kind: 'Node', name: 'n', value: { metadata: { uid: 'u' }, status: { nodeInfo: {} } } },
      ],
    });
  });

  test('a file without documents is empty, not wrong', () => {
    expect(readText('e.yaml', '# nothing yet\n---\n')).toEqual({ documents: [], faults: [] });
  });

  test('an object of the cluster is read without what the API server adds', () => {
    const object = {
      apiVersion: 'tranche.dev/v1alpha1',
      kind: 'GpuQuota',
      metadata: { name: 'speech', uid: 'u', managedFields: [], resourceVersion: '7' },
      spec: { namespaces: ['speech'] },
      status: { seen: true },
    };
    const reading = readObject('cluster GpuQuota speech', object);
    expect(reading.faults).toEqual([]);
    expect(reading.documents[0]?.value).not.toHaveProperty('status');
    expect(object.spec).not.toHaveProperty('mode');
  });

  test('a fault of such an object says where it lives instead of a line', () => {
    const { faults } = readObject('cluster GpuQuota q', {
      apiVersion: 'tranche.dev/v1alpha1',
      kind: 'GpuQuota',
      metadata: { name: 'q' },
      spec: { namespaces: [] },
    });
    expect(faults.map(lineOf)).toEqual([
      'cluster GpuQuota q: /spec/namespaces must have at least 1 entry, has 0',
    ]);
  });
});
