/** The catalogue that is shipped: what exporters call a card is to be found in it. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { read, setOf } from '../policy/example.ts';

const root = fileURLToPath(new URL('../../policies/catalogue/', import.meta.url));
export const { catalogue } = setOf(
  ...globSync('*.yaml', { cwd: root }).flatMap((file) =>
    read(readFileSync(join(root, file), 'utf8'), file),
  ),
);
