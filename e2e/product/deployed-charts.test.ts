/**
 * The charts and kustomize trees of the corpus, rendered anew by the real helm and kubectl: what the
 * golden reports are about is what these make of them today, byte for byte. `UPDATE_GOLDEN=1` keeps
 * a new rendering.
 */
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { deployed, renderings } from '../../webhook/golden/deployed-renderings.ts';
import { build } from '../binaries/build.ts';
import { chosenMinor, pathOf } from '../binaries/sets.ts';
import { run } from '../process.ts';
import { BOOT_MS, canRun } from '../shared.ts';

jest.setTimeout(60_000);
const suite = canRun() ? describe : describe.skip;
const rewriting = process.env['UPDATE_GOLDEN'] === '1';

suite('the charts and trees of the corpus', () => {
  beforeAll(() => build(chosenMinor(), ['helm', 'kubectl']), BOOT_MS);

  test.each(renderings.map((rendering) => [rendering.name, rendering] as const))(
    '%s is rendered as it is kept',
    async (name, { by, args }) => {
      const kept = join(deployed, 'rendered', `${name}.yaml`);
      const { stdout } = await run(pathOf(by, chosenMinor()), args, { cwd: deployed });
      if (rewriting) writeFileSync(kept, stdout);
      expect(stdout).toBe(readFileSync(kept, 'utf8'));
    },
  );

  test('every values file and every overlay is rendered once', () => {
    const used = renderings.flatMap(({ args }) => args);
    const charts = readdirSync(join(deployed, 'charts'));
    const values = charts.flatMap((chart) =>
      readdirSync(join(deployed, 'charts', chart))
        .filter((file) => file.startsWith('values-'))
        .map((file) => `charts/${chart}/${file}`),
    );
    const trees = readdirSync(join(deployed, 'kustomize'));
    const overlays = trees.flatMap((tree) =>
      readdirSync(join(deployed, 'kustomize', tree, 'overlays')).map(
        (overlay) => `kustomize/${tree}/overlays/${overlay}`,
      ),
    );
    expect(used).toEqual(expect.arrayContaining([...values, ...overlays]));
    expect(charts.length).toBeGreaterThanOrEqual(4);
    expect(trees.length).toBeGreaterThanOrEqual(2);
  });
});
