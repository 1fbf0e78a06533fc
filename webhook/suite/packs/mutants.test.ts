import { describe, expect, test } from '@jest/globals';
import { readFiles } from '../../adapters/read-files.ts';
import { shipped } from '../../commands/paths.ts';
import { readObject } from '../../policy/read.ts';
import { sameMeaning } from './equal.ts';
import { changesOf } from './mutants.ts';

const policy = (spec: object) => ({
  apiVersion: 'tranche.dev/v1alpha1',
  kind: 'GpuPolicy',
  metadata: { name: 'p' },
  spec,
});

const told = (spec: object): string[] =>
  [...changesOf(policy(spec))].map(({ pointer, says }) => `${pointer}: ${says}`);

describe('what is changed', () => {
  const table: { name: string; spec: object; want: string[] }[] = [
    {
      name: 'a word, to each of the others',
      spec: { mode: 'warn' },
      want: [
        '/spec/mode: left out',
        '/spec/mode: "warn" -> "observe"',
        '/spec/mode: "warn" -> "enforce"',
      ],
    },
    {
      name: 'a number, up and down',
      spec: { sharing: { headroom: 1.3, evidence: { minHours: 24 } } },
      want: [
        '/spec/sharing: left out',
        '/spec/sharing/headroom: left out',
        '/spec/sharing/headroom: 1.3 -> 1.2',
        '/spec/sharing/headroom: 1.3 -> 1.4',
        '/spec/sharing/evidence: left out',
        '/spec/sharing/evidence/minHours: left out',
        '/spec/sharing/evidence/minHours: 24 -> 23',
        '/spec/sharing/evidence/minHours: 24 -> 25',
      ],
    },
    {
      name: 'a glob, to one that fits more',
      spec: { match: { namespaces: ['team-a', 'ml-*'] } },
      want: [
        '/spec/match: left out',
        '/spec/match/namespaces: left out',
        '/spec/match/namespaces/0: "team-a" left out',
        '/spec/match/namespaces/0: "team-a" -> "team-a*"',
        '/spec/match/namespaces/1: "ml-*" left out',
        '/spec/match/namespaces/1: "ml-*" -> "*"',
      ],
    },
    {
      name: 'a ladder, turned round, each rung gone and each another',
      spec: { sharing: { ladder: { batch: ['mps', 'mig'] } } },
      want: [
        '/spec/sharing: left out',
        '/spec/sharing/ladder: left out',
        '/spec/sharing/ladder/batch: left out',
        '/spec/sharing/ladder/batch: the other way round',
        '/spec/sharing/ladder/batch/0: "mps" left out',
        '/spec/sharing/ladder/batch/0: "mps" -> "fraction"',
        '/spec/sharing/ladder/batch/1: "mig" left out',
        '/spec/sharing/ladder/batch/1: "mig" -> "timeSlice"',
      ],
    },
    {
      name: 'memory and labels',
      spec: {
        sharing: { floor: { vram: '4Gi' }, pools: { batch: { nodeLabels: { pool: 'b' } } } },
      },
      want: [
        '/spec/sharing: left out',
        '/spec/sharing/floor: left out',
        '/spec/sharing/floor/vram: left out',
        '/spec/sharing/floor/vram: "4Gi" -> "2Gi"',
        '/spec/sharing/floor/vram: "4Gi" -> "8Gi"',
        '/spec/sharing/pools: left out',
        '/spec/sharing/pools/batch: left out',
        '/spec/sharing/pools/batch/nodeLabels: left out',
        '/spec/sharing/pools/batch/nodeLabels/pool: left out',
        '/spec/sharing/pools/batch/nodeLabels/pool: "b" -> "b-x"',
      ],
    },
  ];

  test.each(table)('$name', ({ spec, want }) => expect(told(spec)).toEqual(want));

  test('a guardrail: gone, milder, stricter, without its exceptions, held to one more or less', () => {
    const guard = {
      rule: 'guard/max-gpus',
      severity: 'warn',
      except: ['gpu-operator'],
      parameters: { perPod: 8 },
    };
    const changes = told({ guards: [guard] });
    for (const [at, says] of [
      ['/spec/guards/0', ' left out'],
      ['/spec/guards/0/severity', '"warn" -> "audit"'],
      ['/spec/guards/0/severity', '"warn" -> "deny"'],
      ['/spec/guards/0/except', 'left out'],
      ['/spec/guards/0/except/0', '"gpu-operator" -> "gpu-operator*"'],
      ['/spec/guards/0/parameters/perPod', '8 -> 7'],
      ['/spec/guards/0/parameters/perPod', '8 -> 9'],
    ])
      expect(changes).toContainEqual(
        expect.stringMatching(`^${at}: .*${says?.replaceAll('*', '\\*')}$`),
      );
  });

  test('never what it was made of', () => {
    const spec = { priority: 3, mode: 'enforce', sharing: { headroom: 1.3, optOut: 'denied' } };
    const before = JSON.stringify(policy(spec));
    for (const { value } of changesOf(policy(spec))) expect(JSON.stringify(value)).not.toBe(before);
    expect(JSON.stringify(policy(spec))).toBe(before);
  });
});

const named = (severity: string) => [{ rule: 'guard/own-keys', severity }];

describe('what no pod can tell apart', () => {
  const { documents } = readFiles(shipped);
  const inForce = (spec: object) => [...documents, ...readObject('p', policy(spec)).documents];
  const same = (a: object, b: object): boolean => sameMeaning(inForce(a), inForce(b));

  const table: { name: string; a: object; b: object; want: boolean }[] = [
    { name: 'a default, written or not', a: { mode: 'observe' }, b: {}, want: true },
    {
      name: 'severities where the policy observes',
      a: { guards: named('deny') },
      b: { guards: named('warn') },
      want: true,
    },
    {
      name: 'not where it enforces',
      a: { mode: 'enforce', guards: named('deny') },
      b: { mode: 'enforce', guards: named('warn') },
      want: false,
    },
    {
      name: 'whole, which comes last by itself',
      a: { sharing: { ladder: { batch: ['mig', 'whole'] } } },
      b: { sharing: { ladder: { batch: ['mig'] } } },
      want: true,
    },
    {
      name: 'turns where no pool is given',
      a: { sharing: { ladder: { batch: ['mig', 'timeSlice'] } } },
      b: { sharing: { ladder: { batch: ['mig'] } } },
      want: true,
    },
    {
      name: 'not where all trust each other',
      a: {
        sharing: { timeSlice: { trustDomain: 'cluster' }, ladder: { batch: ['mig', 'timeSlice'] } },
      },
      b: { sharing: { timeSlice: { trustDomain: 'cluster' }, ladder: { batch: ['mig'] } } },
      want: false,
    },
    {
      name: 'the order of rungs is told apart',
      a: { sharing: { mps: { trustDomain: 'cluster' }, ladder: { batch: ['mig', 'mps'] } } },
      b: { sharing: { mps: { trustDomain: 'cluster' }, ladder: { batch: ['mps', 'mig'] } } },
      want: false,
    },
    {
      name: 'not where the cheapest wins',
      a: {
        sharing: {
          choose: 'cheapest',
          mps: { trustDomain: 'cluster' },
          ladder: { batch: ['mig', 'mps'] },
        },
      },
      b: {
        sharing: {
          choose: 'cheapest',
          mps: { trustDomain: 'cluster' },
          ladder: { batch: ['mps', 'mig'] },
        },
      },
      want: true,
    },
    { name: 'a match is told apart', a: { match: { namespaces: ['a'] } }, b: {}, want: false },
  ];

  test.each(table)('$name', ({ a, b, want }) => expect(same(a, b)).toBe(want));
});
