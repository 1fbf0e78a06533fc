/** The pages of the fixture as they are, to be read in a diff: `UPDATE_GOLDEN=1` rewrites them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { report } from '../../report.fixture.ts';
import { changed } from '../../since.fixture.ts';
import { render as html } from '../html.ts';
import { render as md } from '../md.ts';

const FOLDER = join(import.meta.dirname, 'golden');

test.each([
  ['report.md', md, report],
  ['report.html', html, report],
  ['since.md', md, changed],
  ['since.html', html, changed],
])('%s reads as it always has', (name, render, of) => {
  const text = render(of, { colour: false, quiet: false });
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(join(FOLDER, name), text);
  expect(text).toBe(readFileSync(join(FOLDER, name), 'utf8'));
});
