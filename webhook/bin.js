#!/usr/bin/env node
/**
 * What `npx tranche` runs. npm links it at the first call and looks no second time, so that it has to be
 * there before anything is built.
 */
import { existsSync } from 'node:fs';

const program = new URL('../dist/cli.js', import.meta.url);
if (existsSync(program)) await import(program.href);
else {
  process.stderr.write('tranche: nothing is built in this clone yet; run: make build\n');
  process.exitCode = 2;
}
