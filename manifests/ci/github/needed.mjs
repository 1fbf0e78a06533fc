/**
 * Writes package.json and package-lock.json for what the program is built of and with, beside which there are
 * five hundred packages to test it with: needed.mjs ROOT FOLDER [Node packages too: yes|no]. Any Node runs it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [root = '.', folder = '.', withNode = 'yes'] = process.argv.slice(2);
const read = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'));
const write = (name, value) =>
  writeFileSync(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);

const { name, version, dependencies, devDependencies, optionalDependencies } = read('package.json');
const asked = {
  name,
  version,
  private: true,
  dependencies: { ...dependencies, esbuild: devDependencies.esbuild },
  // A Node of npm's, for machines whose own is too old.
  ...(withNode === 'yes' ? { optionalDependencies } : {}),
};

const { lockfileVersion, packages } = read('package-lock.json');
const kept = { '': asked };
const keep = (
  from,
  { dependencies: hard, optionalDependencies: soft, peerDependencies: peers },
) => {
  for (const one of Object.keys({ ...hard, ...soft, ...peers })) {
    const path = lookedUp(from, one);
    if (path === undefined || path in kept) continue;
    const { dev: _dev, devOptional: _either, ...locked } = packages[path];
    kept[path] = locked;
    keep(path, locked);
  }
};

/** As Node looks for it: in the package's own folder, then in each above. */
function lookedUp(from, one) {
  const path = `${from === '' ? '' : `${from}/`}node_modules/${one}`;
  if (path in packages) return path;
  const above = from.lastIndexOf('node_modules/');
  return from === '' ? undefined : lookedUp(from.slice(0, Math.max(0, above - 1)), one);
}

keep('', asked);
write('package.json', asked);
write('package-lock.json', { name, version, lockfileVersion, requires: true, packages: kept });
