/**
 * Writes what is made from the schemas: CRDs, JSON Schemas for editors, the reference of fields.
 * With --verify it writes nothing and fails where a file is not what it would write.
 *
 *     node webhook/policy/generate.ts [--verify]
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { generated } from './generate/generated.ts';

const at = (path: string): URL => new URL(`../../${path}`, import.meta.url);

/** A file that is not there yet is as good as an empty one. */
function now(path: string): string {
  try {
    return readFileSync(at(path), 'utf8');
  } catch {
    return '';
  }
}

const stale = [...generated(now)].filter(([path, text]) => now(path) !== text);

if (process.argv.includes('--verify')) {
  for (const [path] of stale)
    process.stderr.write(
      `${path} is not what its schema says; run: node webhook/policy/generate.ts\n`,
    );
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const [path, text] of stale) {
    mkdirSync(new URL('.', at(path)), { recursive: true });
    writeFileSync(at(path), text);
    process.stdout.write(`wrote ${path}\n`);
  }
}
