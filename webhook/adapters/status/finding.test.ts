import { describe, expect, test } from '@jest/globals';
import { readText } from '../../policy/read.ts';
import { trimObject, type SeenObject } from '../cluster/seen-object.ts';
import { policyStore, type Settled } from '../policy-store.ts';
import { findingsOf } from './finding.ts';

const meta = (name: string, generation = 1) => ({ name, uid: `uid-${name}`, generation });
const quota = (name: string, namespaces: readonly string[], generation = 1): SeenObject =>
  trimObject({ metadata: meta(name, generation), spec: { namespaces } }, 'GpuQuota');

/** A cluster whose objects are put one after the other; the last outcome is looked at. */
function world() {
  const heard: Settled[] = [];
  const store = policyStore(['cluster', 'files'], (outcome) => heard.push(outcome));
  store.put('files', { documents: [], faults: [] });
  const put = (...objects: readonly SeenObject[]): void =>
    store.put('cluster', {
      documents: objects.flatMap(({ reading }) => reading.documents),
      faults: objects.flatMap(({ reading }) => reading.faults),
    });
  const files = (text: string): void => store.put('files', readText('mine.yaml', text));
  const of = (object: SeenObject) => {
    const last = heard.at(-1);
    if (last === undefined) throw new Error('nothing was heard');
    return findingsOf(object, last);
  };
  const said = (object: SeenObject) => of(object).map(({ type, status }) => `${type}=${status}`);
  const message = (object: SeenObject, type: string) =>
    of(object).find((finding) => finding.type === type)?.message;
  return { put, files, of, said, message };
}

const WELL = ['Accepted=True', 'Ready=True'];
const STALLED = ['Accepted=False', 'Ready=False', 'Stalled=True'];

describe('what is so of an object', () => {
  test('that is in force: the set it is in, for this generation', () => {
    const { put, of } = world();
    const speech = quota('speech', ['speech'], 3);
    put(speech);
    expect(of(speech)).toEqual([
      {
        type: 'Accepted',
        status: 'True',
        observedGeneration: 3,
        reason: 'Accepted',
        message: 'no fault, alone or beside the others',
      },
      {
        type: 'Ready',
        status: 'True',
        observedGeneration: 3,
        reason: 'InForce',
        message: expect.stringMatching(/^in force, in set [0-9a-f]{12}$/),
      },
    ]);
  });

  test('at odds with another that came with it: both are told, and both are stalled', () => {
    const { put, said, message } = world();
    const [a, b] = [quota('a', ['x']), quota('b', ['x'])];
    put(a, b);
    expect([said(a), said(b)]).toEqual([STALLED, STALLED]);
    expect(message(a, 'Accepted')).toContain('cluster GpuQuota b: /spec/namespaces/0 names x');
    expect(message(b, 'Accepted')).toMatch(/^\/spec\/namespaces\/0 names x, which GpuQuota a/);
    expect(message(b, 'Ready')).toBe('no set is in force until this is mended');
  });

  test('at odds with one that came later, and in force: told, but not stalled', () => {
    const { put, said } = world();
    // The earlier by name is not the earlier by time.
    const [late, steady] = [quota('a', ['x']), quota('b', ['x'])];
    put(steady);
    put(late, steady);
    expect(said(late)).toEqual(STALLED);
    expect(said(steady)).toEqual(['Accepted=False', 'Ready=True']);
  });

  test('that is good and waits for others: Ready is False, nothing is stalled', () => {
    const { put, files, said, message } = world();
    put(quota('a', ['x']));
    files('kind: [');
    const changed = quota('a', ['x', 'y'], 2);
    put(changed);
    expect(said(changed)).toEqual(['Accepted=Unknown', 'Ready=False']);
    expect(message(changed, 'Accepted')).toContain('mine.yaml:1');
    expect(message(changed, 'Ready')).toMatch(/stays in force until what is wrong elsewhere/);
    files('');
    expect(said(changed)).toEqual(WELL);
  });

  test('that cannot be read: the reader’s words and what would help', () => {
    const { put, said, message } = world();
    const odd = trimObject({ metadata: meta('a'), spec: { namspaces: ['x'] } }, 'GpuQuota');
    put(odd);
    expect(said(odd)).toEqual(STALLED);
    expect(message(odd, 'Stalled')).toContain('did you mean namespaces?');
  });

  test('that says again what is in force, after a fault of its own: Ready at once', () => {
    const { put, said } = world();
    put(quota('a', ['x']), quota('b', ['y']));
    put(quota('a', ['x']), quota('b', ['x'], 2));
    const back = quota('b', ['y'], 3);
    put(quota('a', ['x']), back);
    expect(said(back)).toEqual(WELL);
  });

  test('a profile that contradicts another: both are stalled, and a quota beside them is ready', () => {
    const { put, said, message } = world();
    const row = { name: 'c', revision: 'r', measuredOn: 'X', vramMaxMiB: 1, hours: 1, samples: 1 };
    const profile = (name: string) =>
      trimObject(
        {
          metadata: { ...meta(name), namespace: 'x' },
          spec: { workload: { kind: 'Deployment', name: 'w' }, containers: [row] },
        },
        'GpuProfile',
      );
    const [a, b, own] = [profile('a'), profile('b'), quota('own', ['x'])];
    put(a, b, own);
    expect([said(a), said(b), said(own)]).toEqual([STALLED, STALLED, WELL]);
    expect(message(a, 'Ready')).toBe('not believed until this is mended');
    expect(message(b, 'Accepted')).toContain('container c of x/Deployment/w');
  });

  test('is no longer than the API server takes, and one line', () => {
    const { put, message } = world();
    const names = Array.from({ length: 200 }, (_, i) => `Name\n${'n'.repeat(40)}${i}`);
    const odd = quota('a', names);
    put(odd);
    const said = message(odd, 'Accepted') ?? '';
    expect(said.length).toBe(2048);
    expect(said).not.toContain('\n');
  });
});
