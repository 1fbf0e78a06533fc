/**
 * `make link`: a command `tranche` for any folder, and `kubectl-tranche`, which kubectl runs where it is
 * asked for `kubectl tranche`. Not `npm link`, which runs it by whatever Node is on the PATH, and not
 * `npx`, which outside the clone fetches a package of that name from whoever has it.
 */
import { chmodSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const folder = resolve(process.argv[2] ?? '.');

/** Commands, and what of dist/ each runs. */
const commands = [
  [join(folder, 'tranche'), 'cli.js'],
  [join(folder, 'kubectl-tranche'), 'kubectl-tranche.js'],
] as const;

/** In single quotes a shell takes every letter as it is, but for the quote itself. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const OURS = '# Made by make link of Tranche';

const linesOf = (program: string): string[] => [
  '#!/bin/sh',
  `${OURS}: runs its clone by the Node that npm brought along there.`,
  `exec ${quoted(process.execPath)} ${quoted(join(root, 'dist', program))} "$@"`,
  '',
];

/** A link is written through to wherever it leads, and what lies there is somebody's, or nothing yet. */
const isAnothers = (command: string): boolean => {
  const there = lstatSync(command, { throwIfNoEntry: false });
  if (there === undefined) return false;
  return !there.isFile() || !readFileSync(command, 'utf8').includes(OURS);
};

for (const [command] of commands)
  if (isAnothers(command)) {
    process.stderr.write(
      `${command} is there already and is not ours; make link BIN=… writes elsewhere\n`,
    );
    process.exit(2);
  }
mkdirSync(folder, { recursive: true });
for (const [command, program] of commands) {
  writeFileSync(command, linesOf(program).join('\n'));
  chmodSync(command, 0o755);
}

const onPath = (process.env['PATH'] ?? '').split(delimiter).includes(folder);
const written = commands.map(([command]) => command).join(' and ');
process.stdout.write(
  `wrote ${written}${onPath ? '' : `; ${folder} is not on your PATH yet: export PATH=${quoted(folder)}:"$PATH"`}\n`,
);
