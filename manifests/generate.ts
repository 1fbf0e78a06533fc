/**
 * Writes what the manifests take from elsewhere: which pods are sent (the table in core), the CRDs,
 * the built-in guardrails, the version, the table of values. With --verify it writes nothing and
 * fails where a file is not what it would write.
 *
 *     npx node manifests/generate.ts [--verify]
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { orphans, stale } from './generate/differing.ts';
import { at } from './generate/files.ts';

if (process.argv.includes('--verify')) {
  const differing = [...stale().map(([path]) => path), ...orphans()];
  for (const path of differing)
    process.stderr.write(`${path} is out of date; run: npx node manifests/generate.ts\n`);
  process.exitCode = differing.length === 0 ? 0 : 1;
} else {
  for (const [path, text] of stale()) {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
    process.stdout.write(`wrote ${path}\n`);
  }
  for (const path of orphans()) {
    rmSync(at(path));
    process.stdout.write(`removed ${path}\n`);
  }
}
