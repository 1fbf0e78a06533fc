import { describe, expect, test } from '@jest/globals';
import type { ObjectMeta } from '../pod.ts';
import { chains } from '../testing/owner-chains/all.ts';
import { FIRST, type Chain, type Run } from '../testing/owner-chains/chain.ts';
import { drawFrom } from '../testing/draw.ts';
import { workloadOf } from './fold.ts';
import { identify } from './identify.ts';

const who = ({ seen = () => ({}), identity }: Chain, meta: ObjectMeta, run: Run): string => {
  const above = new Map(Object.entries(seen(run)));
  const found = workloadOf(meta, 'speech', {
    ownerOf: (_namespace, { kind, name }) => above.get(`${kind}/${name}`) ?? 'unseen',
    foldings: () => (identity === undefined ? [] : [{ policy: 'ours', labels: identity }]),
    namespaceLabels: {},
  });
  return found === 'unknown' ? found : `${found.kind}/${found.name} by ${found.by}`;
};

/** On the first visit a generated name is not there yet, nor is the UID. */
const atMutate = ({ name, uid: _uid, ...meta }: ObjectMeta): ObjectMeta =>
  meta.generateName === undefined && name !== undefined ? { ...meta, name } : meta;

/** Fifty rollouts, schedules, users; the same ones each time. */
const RUNS: readonly Run[] = Array.from({ length: 50 }, (_, i) => {
  const draw = drawFrom(Array.from({ length: 20 }, (_unused, j) => (i * 31 + j * 17) * 7919));
  const text = (length: number): string =>
    Array.from({ length }, () => 'bcdfghjklmnpqrstvwxz2456789'[draw.int(27)]).join('');
  return {
    hash: text(8 + (i % 3)),
    five: text(5),
    second: FIRST.second + i * 86_400,
    uid: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
    ordinal: i,
    user: text(6),
  };
});

describe('who a pod belongs to', () => {
  test.each(chains)('$name', (chain) => {
    expect(who(chain, chain.pod(FIRST), FIRST)).toBe(chain.want);
  });

  test('there are at least thirty-four chains, each told once', () => {
    expect(chains.length).toBeGreaterThanOrEqual(34);
    expect(new Set(chains.map(({ name }) => name)).size).toBe(chains.length);
  });
});

describe('and stays whose it is', () => {
  const stable = chains.filter(({ each }) => each === undefined);

  test.each(stable)('over fifty runs: $name', (chain) => {
    const found = RUNS.map((run) => who(chain, chain.pod(run), run));
    expect([...new Set(found)]).toEqual([chain.want]);
  });

  test.each(chains.filter(({ each }) => each === true))('is its own each run: $name', (chain) => {
    const found = RUNS.map((run) => who(chain, chain.pod(run), run));
    expect(new Set(found).size).toBeGreaterThan(1);
  });

  test.each(chains)('from the first visit to the second: $name', (chain) => {
    for (const run of RUNS) {
      const meta = chain.pod(run);
      expect(who(chain, atMutate(meta), run)).toBe(who(chain, meta, run));
    }
  });
});

const bare = (meta: ObjectMeta): string => {
  const found = identify(meta, 'speech', () => 'unseen');
  return found === 'unknown' ? found : `${found.kind}/${found.name}`;
};

describe('a bare pod', () => {
  const table: { name: string; meta: ObjectMeta; want: string }[] = [
    {
      name: 'whose name was not generated goes by its name',
      meta: { generateName: 'try-', name: 'one' },
      want: 'Pod/one',
    },
    { name: 'with neither owner nor name is unknown', meta: {}, want: 'unknown' },
    { name: 'of nothing but dashes is unknown', meta: { generateName: '--' }, want: 'unknown' },
  ];
  test.each(table)('$name', ({ meta, want }) => expect(bare(meta)).toBe(want));

  test('whose stem the API server has cut is known again', () => {
    const generateName = 'x'.repeat(70);
    expect(bare({ generateName, name: `${'x'.repeat(58)}abcde` })).toBe(bare({ generateName }));
  });
});
