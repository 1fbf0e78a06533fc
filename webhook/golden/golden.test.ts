/** The golden cases: a pod, a world, what came of it and why. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { guards } from '../core/guards/all.ts';
import { neverSlice } from '../core/never-slice/all.ts';
import type { Rehearsal } from '../rehearse.ts';
import { whyText } from '../report/why.ts';
import { play, podIn, settles, stageOf } from './playing.ts';

const here = dirname(fileURLToPath(import.meta.url));
const cases = join(here, 'cases');
const folders = readdirSync(cases, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('world.yaml'))
  .map((path) => dirname(join(cases, path)))
  .toSorted();
const rewriting = process.env['UPDATE_GOLDEN'] === '1';

describe.each(folders.map((folder) => [relative(cases, folder), folder]))('%s', (_name, folder) => {
  const stage = () => stageOf(join(folder, 'world.yaml'));
  const pod = () => podIn(folder, readFileSync(join(folder, 'pod.yaml'), 'utf8'));

  test('is stored and explained as written', async () => {
    const played = await play(pod(), stage());
    agrees(join(folder, 'admitted.yaml'), storedText(played));
    agrees(join(folder, 'why.txt'), whyText(played.proposed, played.judged));
  });

  test('the second visit changes nothing', async () => {
    const fresh = stage();
    settles(await play(pod(), stage()), fresh);
  });
});

test('there are at least forty stories', () => {
  expect(folders.length).toBeGreaterThanOrEqual(40);
});

/** A quantity that is no whole number is refused by the API server before anything is stored. */
const TOLD_ELSEWHERE = ['never/invalid-count'];
/** Pods of never-slice/ are stories as well, each in a file of its own. */
const signs = readdirSync(join(here, 'never-slice')).map((name) => join(here, 'never-slice', name));

test.each(
  [...neverSlice, ...guards].map(({ id }) => id).filter((id) => !TOLD_ELSEWHERE.includes(id)),
)('%s is seen at work in a story', (id) => {
  const told =
    folders.some((folder) => readFileSync(join(folder, 'why.txt'), 'utf8').includes(` ${id}  `)) ||
    signs.some((file) => readFileSync(file, 'utf8').includes(`# expect: ${id}\n`));
  expect(told).toBe(true);
});

/** What the cluster would store, or the word that it stores nothing. */
const storedText = ({ admitted, judged }: Rehearsal): string =>
  judged.verdict === 'refuse' && judged.inForce
    ? '# nothing: the pod is refused\n'
    : stringify(admitted, { lineWidth: 0, aliasDuplicateObjects: false });

function agrees(file: string, got: string): void {
  if (rewriting || !existsSync(file)) {
    // A case without expectations fails in CI, where nobody would read what was written.
    if (!rewriting) throw new Error(`${file} is missing; make golden writes it, and you read it`);
    writeFileSync(file, got);
    return;
  }
  expect(got).toBe(readFileSync(file, 'utf8'));
}
