import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Document } from './documents.ts';
import { findingsOf } from './one-object.ts';
import { readObject, readText } from './read.ts';
import { API_VERSION } from './schema/words.ts';

const root = join(import.meta.dirname, '..', '..', 'policies');
const builtIn = [
  ...globSync('catalogue/*.yaml', { cwd: root }),
  'classes.yaml',
  'guards.yaml',
].flatMap((file) => readText(file, readFileSync(join(root, file), 'utf8')).documents);

const object = (kind: string, name: string, spec: object, more: object = {}) => ({
  apiVersion: API_VERSION,
  kind,
  metadata: { name, uid: `uid-of-${name}`, ...more },
  spec,
});
const stored = (value: ReturnType<typeof object>): readonly Document[] =>
  readObject(`${value.kind} ${value.metadata.name}`, value).documents;

const quota = (name: string, ...namespaces: string[]) => object('GpuQuota', name, { namespaces });
const speech = quota('speech', 'speech');
const asking = (cel: string) =>
  object('GpuPolicy', 'asking', { match: { conditions: [{ name: 'a', cel }] } });
const measured = (measuredOn: string) =>
  object(
    'GpuProfile',
    'whisper',
    {
      workload: { kind: 'Deployment', name: 'whisper' },
      containers: [
        { name: 'server', revision: 'r', measuredOn, vramMaxMiB: 1024, hours: 1, samples: 1 },
      ],
    },
    { namespace: 'speech' },
  );

const profile = (name: string, workload: string) => {
  const { spec } = measured('H100-80GB');
  const own = { ...spec, workload: { kind: 'Deployment', name: workload } };
  return object('GpuProfile', name, own, { namespace: 'speech' });
};

/** What is told, by who could mend it. */
function told(one: unknown, standing: readonly Document[] | 'none') {
  const { alone, beside } = findingsOf('it', one, standing);
  const lines = (of: typeof alone) => of.map(({ pointer, says }) => `${pointer} ${says}`);
  return { alone: lines(alone), beside: lines(beside) };
}
const NOTHING = { alone: [], beside: [] };

describe('an object before it is stored', () => {
  test('that is good is told nothing', () => {
    for (const one of [speech, asking('true'), measured('H100-80GB')])
      expect(told(one, builtIn)).toEqual(NOTHING);
  });

  test('is told what no schema sees in it', () => {
    expect(told(asking('no('), builtIn).alone).toEqual([
      expect.stringMatching(/^\/spec\/match\/conditions\/0\/cel is no CEL: /),
    ]);
  });

  test('is told all of it at once, and that alone', () => {
    const two = object('GpuPolicy', 'two', {
      match: { conditions: [{ name: 'a', cel: '1' }] },
      sharing: { products: ['nobody-s'], ladder: { default: ['whole', 'mig'] } },
    });
    const { alone, beside } = told(two, builtIn);
    expect(alone).toHaveLength(2);
    expect(beside).toEqual([]);
  });

  test('is told of the other that it contradicts, which may be mended next', () => {
    const other = quota('vision', 'vision', 'speech');
    expect(told(other, [...builtIn, ...stored(speech)])).toEqual({
      alone: [],
      beside: [
        '/spec/namespaces/1 names speech, which GpuQuota speech names already (GpuQuota speech)',
      ],
    });
  });

  test('that stands already does not contradict itself', () => {
    const longer = quota('speech', 'speech', 'speech-dev');
    expect(told(longer, [...builtIn, ...stored(speech)])).toEqual(NOTHING);
  });

  test('contradicts the file that has its name', () => {
    const file = readText(
      'ours.yaml',
      `apiVersion: ${API_VERSION}\nkind: GpuQuota\nmetadata: { name: speech }\nspec: { namespaces: [other] }\n`,
    ).documents;
    expect(told(speech, [...builtIn, ...file]).beside).toEqual([
      expect.stringContaining('there is such a GpuQuota speech already'),
    ]);
  });

  test('is not blamed for what two others do', () => {
    const standing = [...builtIn, ...stored(speech), ...stored(quota('thief', 'speech'))];
    expect(told(quota('vision', 'vision'), standing)).toEqual(NOTHING);
  });

  test('is told of cards that no catalogue has, a profile as well', () => {
    const elsewhere = object('GpuPolicy', 'elsewhere', { sharing: { products: ['A100-80BG'] } });
    for (const one of [elsewhere, measured('A100-80BG')])
      expect(told(one, builtIn)).toEqual({
        alone: [],
        beside: [expect.stringContaining('must be a product of the catalogue')],
      });
  });

  test('is told of another profile that has figures of its container', () => {
    const standing = [...builtIn, ...stored(profile('first', 'asr'))];
    expect(told(profile('first', 'asr'), standing)).toEqual(NOTHING);
    expect(told(profile('second', 'tts'), standing)).toEqual(NOTHING);
    expect(told(profile('second', 'asr'), standing).beside).toEqual([
      expect.stringContaining('and GpuProfile speech/first has others'),
    ]);
  });

  test('is held against nothing where nothing is in force', () => {
    expect(told(measured('A100-80BG'), 'none')).toEqual(NOTHING);
  });

  test('that is no object of ours, or no object at all, is told so', () => {
    for (const one of [null, [], 'a', 7, { kind: 'Pod' }, { ...speech, apiVersion: 'v1' }])
      expect(told(one, builtIn).alone).not.toEqual([]);
  });
});
