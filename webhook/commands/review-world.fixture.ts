/** A cluster of one node for stories of reviews, and what is found of a manifest in it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import type { Report } from '../review/report.ts';
import { oneNode } from './one-node.fixture.ts';
import { reportOf } from './review/conclusions.ts';
import { reviewing } from './review/reviewing.ts';
import { sealed } from './sealed.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-review-lots-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NOW = Date.parse('2026-11-22T12:00:00Z');

/** As a snapshot has it. */
export const WORLD = (labels: string, allocatable: string, more = ''): string => `
apiVersion: tranche.dev/v1alpha1
kind: World
spec: { version: 1.0.0, readAt: '2026-11-22T06:00:00Z', cluster: eks, hashes: { policies: x, documents: y } }
---${oneNode(labels, allocatable, more)}`;

/** A file of its own. */
export function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** In the sample where there is no world, and in files of others beside it. */
export async function reviewed(
  manifest: string,
  world?: string,
  { others = [], failOnToday = false }: { others?: readonly string[]; failOnToday?: boolean } = {},
): Promise<Report> {
  const worlds = [
    ...(world === undefined ? [] : [written('world.yaml', sealed(world))]),
    ...others,
  ];
  const found = await reviewing({
    files: [{ path: manifest, name: 'manifest.yaml' }],
    snapshots: worlds.map((file) => ({ file })),
    policies: [],
    namespace: 'default',
    maxAge: 86_400,
    version: '1.0.0',
    clock: { now: () => NOW },
    progress: () => undefined,
  });
  return reportOf(found, { failOn: 'error', failOnToday, version: '1.0.0' });
}
