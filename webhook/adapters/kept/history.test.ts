import {
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { readText } from '../../policy/read.ts';
import { policyStore, type Heard } from '../policy-store.ts';
import { titleOf } from '../../policy/documents.ts';
import { writtenIn } from './as-written.ts';
import { historyIn } from './history.ts';
import { entryOf, reread, saidBy, written, type KeptSet } from './kept-set.ts';

let folder: string;
let told: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tranche-kept-'));
  told = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const tell = (event: string, facts: object): void => {
  told.push(`${event} ${Object.values(facts).join(' ')}`);
};

const quota = (team: string, namespace = team): string =>
  `---\napiVersion: tranche.dev/v1alpha1\nkind: GpuQuota\nmetadata: { name: ${team} }\nspec: { namespaces: [${namespace}] }\n`;
const policy = (name: string): string =>
  `---\napiVersion: tranche.dev/v1alpha1\nkind: GpuPolicy\nmetadata: { name: ${name} }\nspec: { priority: 3, sharing: { headroom: 1.5 } }\n`;
const profile = (name: string): string =>
  `---\napiVersion: tranche.dev/v1alpha1\nkind: GpuProfile\nmetadata: { name: ${name}, namespace: x }\nspec: { workload: { kind: Deployment, name: ${name} }, containers: [{ name: main, revision: r, measuredOn: H100-80GB, vramMaxMiB: 5, hours: 200, samples: 9 }] }\n`;

/** What was heard when a text was read, at a time that tells the sets apart. */
function set(text: string, n = 0): KeptSet {
  const heard: Heard[] = [];
  policyStore(['files'], (outcome) => heard.push(outcome)).put('files', readText('a.yaml', text));
  const [outcome] = heard;
  if (outcome === undefined || outcome.inForce === 'none') throw new Error(outcome?.rendered);
  const at = new Date(Date.UTC(2026, 10, 21, 9, 0, n)).toISOString();
  const { hash, changes, inForce } = outcome;
  return { hash, at, changes, said: saidBy(inForce.byTitle) };
}

describe('sets that were in force', () => {
  test('are there the next time, the latest first, with what each changed', async () => {
    const history = historyIn(folder, tell);
    history.keep(set(quota('speech'), 1));
    history.keep(set(quota('vision'), 2));
    await history.idle();
    const again = historyIn(folder, tell).all();
    expect(again.map(({ changes }) => changes.added)).toEqual([
      ['GpuQuota vision'],
      ['GpuQuota speech'],
    ]);
    expect(told).toEqual([]);
  });

  test('are kept once each, by this process and the next', async () => {
    const history = historyIn(folder, tell);
    for (let i = 0; i < 3; i++) history.keep(set(quota('speech'), i));
    await history.idle();
    historyIn(folder, tell).keep(set(quota('speech'), 9));
    expect(historyIn(folder, tell).all()).toHaveLength(1);
  });

  test('are the last so many, and nothing else is in the folder', async () => {
    const history = historyIn(folder, tell, 5);
    for (let i = 0; i < 12; i++) history.keep(set(quota(`team-${i}`), i));
    await history.idle();
    expect(readdirSync(folder)).toHaveLength(5);
    expect(history.all()[0]?.changes.added).toEqual(['GpuQuota team-11']);
  });

  test('are policies: profiles, nodes and pods are not kept', async () => {
    const world = `---\napiVersion: v1\nkind: Namespace\nmetadata: { name: x }\n`;
    const catalogue = readFileSync(
      new URL('../../../policies/catalogue/nvidia.yaml', import.meta.url),
      'utf8',
    );
    const { said } = set(`${catalogue}${quota('a')}${profile('p')}${world}`);
    const kinds = said.map(({ value }) => (value as { kind: string }).kind);
    expect([...new Set(kinds)].toSorted()).toEqual(['GpuCatalogue', 'GpuQuota']);
  });

  test('of which the latest was torn: it is told, and the one before is the latest', async () => {
    const history = historyIn(folder, tell);
    history.keep(set(quota('speech'), 1));
    history.keep(set(quota('vision'), 2));
    await history.idle();
    const torn = readdirSync(folder).toSorted().at(-1) ?? '';
    const text = readFileSync(join(folder, torn), 'utf8');
    writeFileSync(join(folder, torn), text.slice(0, text.length / 2));
    writeFileSync(join(folder, `${torn}.half`), 'a write that a crash ended');
    const latest = historyIn(folder, tell).latest();
    expect(latest === 'none' ? latest : latest.documents.map(({ name }) => name)).toEqual([
      'speech',
    ]);
    expect(told.at(0)).toContain(`kept-set-unreadable ${join(folder, torn)} it is no JSON`);
    expect(readdirSync(folder)).not.toContain(`${torn}.half`);
  });

  test('are written beside and then renamed: whoever has the old file open reads it to its end', async () => {
    const one = set(quota('speech'), 1);
    const name = `${one.at.replaceAll(/[-:.]/g, '')}-${one.hash}.json`;
    const before = `${folder}-opened`;
    writeFileSync(before, 'old');
    linkSync(before, join(folder, name));
    const history = historyIn(folder, tell);
    history.keep(one);
    await history.idle();
    const opened = readFileSync(before, 'utf8');
    rmSync(before);
    expect(opened).toBe('old');
    expect(history.all()).toEqual([one]);
    expect(readdirSync(folder)).toEqual([name]);
  });

  test('are for the owner of the process alone, in a folder that it makes', async () => {
    const state = join(folder, 'state');
    const history = historyIn(state, tell);
    history.keep(set(quota('speech')));
    await history.idle();
    const modes = ['.', ...readdirSync(state)].map(
      (name) => statSync(join(state, name)).mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o600]);
  });

  test('where nothing can be written cost a word, not the policies', async () => {
    const history = historyIn(folder, tell);
    rmSync(folder, { recursive: true });
    history.keep(set(quota('speech')));
    await history.idle();
    expect(told.at(0)).toContain('kept-set-not-written');
  });
});

const byTitle = (text: string) =>
  new Map(readText('a.yaml', text).documents.map((one) => [titleOf(one), one]));

describe('the words of a set', () => {
  const words = `# why\n${quota('speech').replace('---\n', '')}`;
  test('come back from the disk beside what it says, and make it no other set', async () => {
    const spoken = { ...set(words, 1), written: writtenIn(byTitle(words)) };
    expect(spoken.written).toEqual({ 'GpuQuota speech': words });
    const history = historyIn(folder, tell);
    history.keep(spoken);
    history.keep({ ...spoken, at: '2027-01-01T00:00:00Z', written: {} });
    await history.idle();
    expect(historyIn(folder, tell).all()).toEqual([spoken]);
  });

  test('are kept as far as there is room, and the next where it is small enough', () => {
    const text = ['a', 'bb', 'c'].map((name) => quota(name)).join('');
    const one = JSON.stringify(quota('a').replace('---\n', '')).length;
    expect(Object.keys(writtenIn(byTitle(text), 2 * one))).toEqual(['GpuQuota a', 'GpuQuota c']);
    expect(Object.keys(writtenIn(byTitle(text), 2 * one - 1))).toEqual(['GpuQuota a']);
  });

  test('of a file that is damaged are only what is still words', () => {
    const text = written({ ...set(quota('a')), written: { 'GpuQuota a': 'x' } });
    const back = reread(text.replace('"GpuQuota a":"x"', '"GpuQuota a":["x"]'));
    expect(back.ok && back.set.written).toEqual({});
  });
});

describe('a set as a file', () => {
  const one = set(`${quota('speech')}${policy('p')}`);

  test('is read as it was written', () => {
    const back = reread(written(one));
    if (!back.ok) throw new Error(back.why);
    expect(back.set).toEqual(one);
    const heard: Heard[] = [];
    const store = policyStore(['files'], (outcome) => heard.push(outcome));
    store.put('files', { documents: back.documents, faults: [] });
    expect(heard[0]?.hash).toBe(one.hash);
  });

  test('with any letter changed is none, or says the same', () => {
    const text = written(one);
    fc.assert(
      fc.property(fc.nat(text.length - 2), fc.constantFrom('x', '7', ' ', '"'), (at, letter) => {
        const back = reread(text.slice(0, at) + letter + text.slice(at + 1));
        // When it was kept and what it changed are for people; what it says is the digest's.
        return !back.ok || JSON.stringify(back.set.said) === JSON.stringify(one.said);
      }),
      { numRuns: 500 },
    );
  });

  test('of a field that this program does not know is refused by the reader', () => {
    const strange = { ...one, said: [{ from: 'a', value: { ...quotaValue, spec: { limit: 1 } } }] };
    const back = reread(written(strange));
    expect(back.ok ? '' : back.why).toContain('/spec');
  });
});

const quotaValue = {
  apiVersion: 'tranche.dev/v1alpha1',
  kind: 'GpuQuota',
  metadata: { name: 'a' },
};

test.each(['', '$(touch${IFS}ran)', '../../status', 'ABC', 'abc def'])(
  'a set that calls itself %j is none',
  (hash) => {
    const text = written({ ...set(quota('a')), hash });
    expect([entryOf(text), reread(text)]).toEqual(['none', { ok: false, why: 'it has no hash' }]);
  },
);

describe('a start at which the documents have faults', () => {
  const kept = set(`${quota('speech')}${policy('p')}`);
  const back = reread(written(kept));
  const fallback = () =>
    back.ok ? { hash: kept.hash, at: kept.at, documents: back.documents } : ('none' as const);

  test('is made with the set that was kept, and says so', () => {
    const heard: Heard[] = [];
    const store = policyStore(['files'], (outcome) => heard.push(outcome), fallback);
    store.put('files', readText('a.yaml', 'kind: ['));
    expect(store.missing()).toEqual([]);
    expect(heard[0]).toMatchObject({ hash: kept.hash, origin: { keptAt: kept.at }, generation: 1 });
    const now = store.current();
    expect(now === 'none' ? now : now.set.quota('speech')).toMatchObject({ team: 'speech' });
    store.put('files', readText('a.yaml', quota('vision')));
    expect(heard[1]).toMatchObject({ before: kept.hash, origin: 'read', generation: 2 });
    expect(heard[1]?.changes).toMatchObject({
      added: ['GpuQuota vision'],
      removed: ['GpuPolicy p', 'GpuQuota speech'],
    });
  });

  test('is not made with a set that this program compiles to something else', () => {
    const store = policyStore(['files'], undefined, () => {
      const found = fallback();
      return found === 'none' ? found : { ...found, hash: '0'.repeat(12) };
    });
    store.put('files', readText('a.yaml', 'kind: ['));
    expect(store.missing()).toEqual(['a set of policies without faults']);
  });

  test('is not made with it where the documents are good', () => {
    let asked = 0;
    const store = policyStore(['files'], undefined, () => {
      asked++;
      return fallback();
    });
    store.put('files', readText('a.yaml', quota('vision')));
    store.put('files', readText('a.yaml', 'kind: ['));
    expect(asked).toBe(0);
  });
});
