/**
 * The corpus before the cluster of `deployed/world.yaml`: what `tranche review` says of each manifest
 * and of each rendered chart and tree, as its reader gets it, and of all manifests at once, where they
 * draw on the same quotas, as a program gets it.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { reportOf } from '../commands/review/conclusions.ts';
import { filesAt } from '../commands/review/files.ts';
import { reviewing } from '../commands/review/reviewing.ts';
import { render as json } from '../review/outputs/json.ts';
import { render as text } from '../review/outputs/text.ts';
import type { Report } from '../review/report.ts';
import { deployed, renderings } from './deployed-renderings.ts';

jest.setTimeout(120_000);
const rewriting = process.env['UPDATE_GOLDEN'] === '1';
const plain = { colour: false, quiet: false };

/** When the World was read. */
const clock = { now: () => Date.parse('2026-11-20T00:00:00Z') };
const VERSION = '0.0.0';

async function reviewed(path: string, namespace = 'default'): Promise<Report> {
  const { files, unread } = filesAt([relative(process.cwd(), join(deployed, path))]);
  const snapshots = [
    { file: relative(process.cwd(), join(deployed, 'world.yaml')), name: 'world' },
  ];
  const findings = await reviewing({
    snapshots,
    policies: [],
    maxAge: 86_400,
    version: VERSION,
    clock,
    files,
    namespace,
    progress: () => undefined,
  });
  const all = { ...findings, unread: [...unread, ...findings.unread] };
  return reportOf(all, { failOn: 'error', failOnToday: false, version: VERSION });
}

function kept(name: string, said: string): void {
  const file = join(deployed, 'reports', name);
  if (rewriting) writeFileSync(file, said);
  expect(said).toBe(readFileSync(file, 'utf8'));
}

const manifests = readdirSync(join(deployed, 'manifests')).map((file) =>
  file.replace(/\.yaml$/, ''),
);

test.each(manifests)('%s is reviewed as its report says', async (name) => {
  kept(`${name}.txt`, text(await reviewed(`manifests/${name}.yaml`), plain));
});

test.each(renderings.map(({ name, namespace }) => [name, namespace] as const))(
  'the rendering %s is reviewed as its report says',
  async (name, namespace) => {
    const report = await reviewed(`rendered/${name}.yaml`, namespace);
    kept(`rendered-${name}.txt`, text(report, plain));
  },
);

test('all of them at once are reviewed as the machine is told', async () => {
  kept('all.json', json(await reviewed('manifests'), plain));
});
