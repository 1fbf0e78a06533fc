/** The manual page: all that help says, and nothing that man stumbles over. */
import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { tranche } from './ran.ts';

const { stdout: page } = tranche(['man']);

/** With what man itself uses, where it is installed. */
const formatted = spawnSync('groff', ['-man', '-Tutf8', '-P-cbou', '-ww', '-rLL=400n'], {
  input: page,
  encoding: 'utf8',
});
const isThere = formatted.error === undefined;

test('opens as manual pages do', () => {
  expect(page).toMatch(/^\.TH TRANCHE 1 "" "tranche [\d.]+" "User Commands"\n\.SH NAME\ntranche /);
});

test('has every command, and every option of each', () => {
  const commands = [...page.matchAll(/^\.SS "tranche (\S+) /gm)].map(([, name = '']) => name);
  expect(commands).toEqual(expect.arrayContaining(['review', 'explain', 'post', 'serve', 'man']));
  for (const command of ['review', 'explain', 'scan']) {
    const { stdout } = tranche([command, '--help']);
    const options = [...stdout.matchAll(/^ {2}(?:-\w, )?--([\w-]+)/gm)].map(
      ([, name = '']) => name,
    );
    expect(options.length).toBeGreaterThan(5);
    for (const option of options)
      expect(page).toContain(`\\-\\-${option.replaceAll('-', String.raw`\-`)}`);
  }
});

(isThere ? test : test.skip)('is set without a warning, and reads as it was written', () => {
  expect([formatted.status, formatted.stderr]).toEqual([0, '']);
  expect(formatted.stdout).toContain('$ helm template ./chart | tranche review - ');
  expect(formatted.stdout).not.toMatch(/\\[-e&(]/);
});
