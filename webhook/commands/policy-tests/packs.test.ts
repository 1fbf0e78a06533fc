/** The packs we ship: each is what its tests say, all of it is tested, and it stands beside what is built in. */
import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from '../../policy/compile.ts';
import { readFiles } from '../../adapters/read-files.ts';
import { guards, shipped } from '../paths.ts';
import { coverageOf, gapsIn } from './coverage.ts';
import { played, type Played } from './play.ts';
import { failuresOf } from './report.ts';
import { suitesAt, type Suite } from './suites.ts';

const root = fileURLToPath(new URL('../../../policies/packs', import.meta.url));
const packs = readdirSync(root).toSorted();

async function cameOf(suite: Suite): Promise<readonly Played[]> {
  const came: Played[] = [];
  for await (const one of played(suite, suite.documents)) {
    if ('faults' in one) throw new Error(one.faults.map(({ says }) => says).join('\n'));
    came.push(one);
  }
  return came;
}

test('there is a pack for each of four kinds of cluster', () => {
  expect(packs).toEqual(['cost', 'guardrails-strict', 'starter', 'tiers']);
});

describe.each(packs)('%s', (pack) => {
  const folder = join(root, pack);
  const { suites, faults } = suitesAt([folder]);

  test('does what its tests say, and they come by all of it', async () => {
    expect(faults).toEqual([]);
    expect(suites).toHaveLength(1);
    for (const suite of suites) {
      const came = await cameOf(suite);
      expect(came.flatMap((one) => failuresOf(suite, one))).toEqual([]);
      expect(gapsIn(coverageOf(suite, came))).toEqual([]);
    }
  });

  test('is in force as a folder, beside the catalogue and the built-in guards', () => {
    const { documents, faults: unread } = readFiles([...shipped, guards, folder]);
    expect(unread).toEqual([]);
    expect(compile(documents)).toMatchObject({ ok: true });
    expect(documents.filter(({ kind }) => kind === 'Node')).toEqual([]);
  });

  test('has a page that names each of its policies', () => {
    const page = join(folder, 'README.md');
    expect(existsSync(page)).toBe(true);
    const text = readFileSync(page, 'utf8');
    for (const name of suites.flatMap(({ policies }) => policies))
      expect(text).toContain(`\`${name}\``);
  });
});
