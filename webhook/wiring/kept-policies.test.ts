import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setsIn } from '../adapters/kept/history.ts';
import { policyStore, type Heard } from '../adapters/policy-store.ts';
import { readObject, readText } from '../policy/read.ts';
import { keptPolicies } from './kept-policies.ts';

let folder: string;
const told: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tranche-kept-policies-'));
  told.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const GOOD =
  'apiVersion: tranche.dev/v1alpha1\nkind: GpuQuota\nmetadata: { name: a }\nspec: { namespaces: [a] }\n';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

const object = (name: string, annotations: object) =>
  readObject(`cluster GpuQuota ${name}`, {
    apiVersion: 'tranche.dev/v1alpha1',
    kind: 'GpuQuota',
    metadata: { name, annotations },
    spec: { namespaces: [name] },
  });

/** A process, from its start to what it has in force after reading these texts. */
async function life(...texts: readonly string[]): Promise<Heard | undefined> {
  const kept = keptPolicies(join(folder, 'state'), (event) => told.push(event));
  const heard: Heard[] = [];
  const store = policyStore(
    ['files'],
    (outcome) => {
      heard.push(outcome);
      kept.heard(outcome);
    },
    () => kept.fallback(),
  );
  for (const text of texts) store.put('files', readText('a.yaml', text));
  await kept.idle();
  return heard.at(-1);
}

describe('what was in force', () => {
  test('is in force in the next life, and the one after, while the documents have faults', async () => {
    const first = await life(GOOD);
    for (let lives = 0; lives < 2; lives++) {
      const next = await life('kind: [');
      expect(next?.hash).toBe(first?.hash);
      expect(next?.origin).toEqual({ keptAt: expect.stringMatching(/^20\d\d-.*Z$/) });
    }
    expect(told).toEqual([]);
  });

  test('is what was last good, not what was last written', async () => {
    const first = await life(GOOD, GOOD.replace('spec', 'spce'));
    expect(first?.faults).toHaveLength(2);
    expect((await life('kind: ['))?.hash).toBe(first?.hash);
  });

  test('is told by what changed since the life before, not by all there is', async () => {
    await life(GOOD);
    await life(GOOD);
    const classes =
      'apiVersion: tranche.dev/v1alpha1\nkind: GpuClasses\nmetadata: { name: own }\nspec: {}\n';
    await life(`${GOOD}---\n${classes}`);
    const changes = setsIn(join(folder, 'state'), () => undefined)
      .all()
      .map((set) => set.changes);
    expect(changes).toEqual([
      { added: ['GpuClasses own'], changed: [], removed: [] },
      { added: ['GpuQuota a'], changed: [], removed: [] },
    ]);
  });

  test('is kept in the words of its file, and with whence each change came', async () => {
    const spoken = `# of the team\n${GOOD}`;
    await life(spoken);
    const [kept] = setsIn(join(folder, 'state'), () => undefined).all();
    expect(kept?.written).toEqual({ 'GpuQuota a': spoken });
    expect(kept?.sources).toEqual({ 'GpuQuota a': 'a.yaml' });
    await life(GOOD.replace('name: a', 'name: b'));
    const [next] = setsIn(join(folder, 'state'), () => undefined).all();
    expect(next?.sources).toEqual({ 'GpuQuota a': 'a.yaml', 'GpuQuota b': 'a.yaml' });
  });

  test('is in force though it cannot be made into a set to keep: it is told, and the next is kept', async () => {
    const state = join(folder, 'state');
    const kept = keptPolicies(state, (event) => told.push(event));
    const store = policyStore(['files'], (outcome) => kept.heard(outcome));
    const { documents } = readText('a.yaml', GOOD);
    const wordless = documents.map((one) => ({
      ...one,
      written(): string {
        throw new RangeError('Maximum call stack size exceeded');
      },
    }));
    store.put('files', { documents: wordless, faults: [] });
    expect([told, store.missing()]).toEqual([['kept-set-not-made'], []]);
    store.put('files', readText('a.yaml', GOOD.replace('name: a', 'name: b')));
    await kept.idle();
    const sets = setsIn(state, () => undefined).all();
    expect(sets.map(({ changes }) => changes.added)).toEqual([['GpuQuota b']]);
  });

  test('is kept whatever somebody annotated its objects with', async () => {
    const state = join(folder, 'state');
    const kept = keptPolicies(state, (event) => told.push(event));
    const store = policyStore(['cluster'], (outcome) => kept.heard(outcome));
    const deep = `{"spec":${'{"a":'.repeat(18_000)}1${'}'.repeat(18_000)}}`;
    const [a, b] = [object('a', { [LAST_APPLIED]: deep }), object('b', {})];
    store.put('cluster', { documents: [...a.documents, ...b.documents], faults: [] });
    await kept.idle();
    const [set] = setsIn(state, () => undefined).all();
    expect([set?.said.length, told]).toEqual([2, []]);
  });

  test('cannot be kept where its folder is a file: it is told, and policies are read all the same', async () => {
    writeFileSync(join(folder, 'state'), '');
    expect((await life(GOOD))?.hash).toMatch(/^[0-9a-f]{12}$/);
    expect(told).toEqual(['kept-sets-unusable']);
  });
});
