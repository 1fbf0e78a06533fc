import { describe, expect, test } from '@jest/globals';
import type { Subject } from '../core/terms.ts';
import { chains } from '../core/testing/owner-chains/all.ts';
import { catalogue, faultLines, object, policy, read, setOf, subject } from './example.ts';
import { readObject, readText } from './read.ts';
import { API_VERSION } from './schema/words.ts';

const identity = ['dag_id'];
const who = (set: ReturnType<typeof setOf>, of: Subject): string[] =>
  set.foldings.of(of).map((folding) => folding.policy);

describe('which policies speak of identity', () => {
  const set = setOf(
    policy('b', { identity }),
    policy('a', { identity }),
    policy('first', { identity, priority: 1, match: { podLabels: { app: 'etl' } } }),
    policy('gold', { identity, match: { namespaceLabels: { tier: 'gold' } } }),
    policy('lab', { identity, match: { namespaces: ['lab-*'] } }),
    policy('workflows', { identity, match: { ownerKinds: ['Workflow'] } }),
    policy('silent', { sharing: {}, priority: 9 }),
  );
  const table: { name: string; of: Partial<Subject>; want: string[] }[] = [
    { name: 'among equals the name that sorts first', of: {}, want: ['a', 'b'] },
    {
      name: 'a higher priority before, by labels of the pod',
      of: { podLabels: { app: 'etl' } },
      want: ['first', 'a', 'b'],
    },
    {
      name: 'by labels of the namespace',
      of: { namespaceLabels: { tier: 'gold' } },
      want: ['a', 'b', 'gold'],
    },
    { name: 'by namespace', of: { namespace: 'lab-1' }, want: ['a', 'b', 'lab'] },
    { name: 'by owner kind', of: { ownerKind: 'Workflow' }, want: ['a', 'b', 'workflows'] },
  ];
  test.each(table)('$name', ({ of, want }) => {
    expect(who(set, subject(of))).toEqual(want);
  });

  test('the mode of the policy does not matter, nor that it has no terms', () => {
    expect(who(setOf(policy('p', { mode: 'observe', identity })), subject())).toEqual(['p']);
    expect(setOf(policy('p', { identity })).terms(subject(), 'serving')).toBe('none');
  });
});

const keyOf = (...specs: Parameters<typeof policy>[1][]): string =>
  setOf(catalogue(), ...specs.map((spec, i) => policy(`p${i}`, spec))).foldings.key;

describe('live pods are filed again', () => {
  const before = keyOf({ identity });

  test('where something else is said of identity', () => {
    expect(keyOf({ identity: ['task_id'] })).not.toBe(before);
    expect(keyOf({ identity, match: { namespaces: ['ml'] } })).not.toBe(before);
    expect(keyOf({ identity }, { identity: ['app'] })).not.toBe(before);
    expect(keyOf({ identity }, { identity, priority: 1 })).not.toBe(
      keyOf({ identity, priority: 1 }, { identity }),
    );
    expect(keyOf({})).toBe('');
  });

  test('and not where anything else is', () => {
    expect(keyOf({ identity, mode: 'enforce', sharing: { headroom: 2 } })).toBe(before);
    expect(keyOf({ identity }, { sharing: {} })).toBe(before);
  });
});

const text = (spec: string): string =>
  `apiVersion: ${API_VERSION}\nkind: GpuPolicy\nmetadata: {name: p}\nspec:\n  identity: [dag_id]\n  match: ${spec}\n`;

describe('what cannot be said', () => {
  test('owner names and classes, which are known only after it', () => {
    expect(faultLines(...read(text('{ownerNames: [etl-*], classes: [batch]}')))).toEqual([
      'a.yaml:6:23: /spec/match/ownerNames cannot be asked for by a policy that gives an identity (dag_id)',
      'a.yaml:6:41: /spec/match/classes cannot be asked for by a policy that gives an identity (dag_id)',
    ]);
  });

  const wrong: [name: string, identity: string, says: string][] = [
    ['no label at all', '[]', '/spec/identity must have at least 1 entry, has 0'],
    [
      'what is no key of a label',
      '["dag id"]',
      '/spec/identity/0 must be the key of a label, such as dag_id or tekton.dev/pipeline, got "dag id"',
    ],
    ['more than eight', '[a, b, c, d, e, f, g, h, i]', '/spec/identity may have 8 entries, has 9'],
  ];
  test.each(wrong)('%s', (_name, labels, says) => {
    const { faults } = readText('a.yaml', text('{}').replace('[dag_id]', labels));
    expect(faults.map((fault) => `${fault.pointer} ${fault.says}`)).toEqual([says]);
  });
});

describe('every workload that comes of an owner chain can be written', () => {
  test.each(chains)('$name', ({ want }) => {
    const [, kind = '', name = ''] = /^([^/]+)\/(.+) by /.exec(want) ?? [];
    expect(kind).not.toBe('');
    const row = {
      name: 'main',
      revision: 'r',
      measuredOn: 'X',
      vramMaxMiB: 1,
      hours: 1,
      samples: 1,
    };
    const profile = { workload: { kind, name }, containers: [row] };
    expect(() => object('GpuProfile', 'one', profile, 'ml')).not.toThrow();
    const match = { ownerKinds: [kind], ownerNames: [name, `${name.slice(0, -1)}*`] };
    const { faults } = readObject('a', {
      apiVersion: API_VERSION,
      kind: 'GpuPolicy',
      metadata: { name: 'p' },
      spec: { match },
    });
    expect(faults).toEqual([]);
    const set = setOf(policy('p', { sharing: {}, match }));
    expect(set.terms(subject({ ownerKind: kind, ownerName: name }), 'serving')).not.toBe('none');
  });
});
