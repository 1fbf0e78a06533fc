/** What is decided in a snapshot of a World is what is decided in that World, byte for byte. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { Raw } from '../adapters/raw.ts';
import { trimPod, type SeenPod } from '../adapters/seen-pod.ts';
import { podObject } from '../adapters/snapshot/pod-object.ts';
import { ORIGINAL } from '../core/governed.ts';
import { ClusterState, type ClusterSnapshot } from '../adapters/cluster-state.ts';
import { feed } from '../adapters/static-world.ts';
import { readFiles } from '../adapters/read-files.ts';
import { ofDocuments } from '../adapters/snapshot/of-documents.ts';
import { snapshotText } from '../adapters/snapshot/text.ts';
import { shipped } from '../commands/paths.ts';
import { standingOn, type Stage } from '../commands/standing.ts';
import { readText } from '../policy/read.ts';
import type { Document } from '../policy/documents.ts';
import { play, podIn } from './playing.ts';

const here = dirname(fileURLToPath(import.meta.url));
const cases = join(here, 'cases');
const folders = readdirSync(cases, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('world.yaml'))
  .map((path) => dirname(join(cases, path)))
  .toSorted();

const readAt = '2026-11-20T00:00:00Z';
const clock = { now: () => Date.parse(readAt) };
const known = readFiles(shipped).documents;

function stageOf(documents: readonly Document[]): Stage {
  const stage = standingOn(documents, clock);
  if ('faults' in stage) throw new Error(JSON.stringify(stage.faults));
  return stage;
}

/** As a World of its own has no catalogue but ours. */
const ownOf = (documents: readonly Document[]): readonly Document[] => {
  const ours = new Set(known.map(({ kind, name }) => `${kind} ${name}`));
  return documents.filter(({ kind, name }) => !ours.has(`${kind} ${name}`));
};

const headerOf = (documents: readonly Document[]) => ({
  version: 'test',
  readAt: readAtIn(documents),
  policyHash: 'of no matter',
  counts: {},
  missing: [],
});

function readAtIn(documents: readonly Document[]): string {
  const [world] = documents.filter(({ kind }) => kind === 'World');
  const { spec } = (world?.value ?? {}) as { spec?: { readAt?: string } };
  return spec?.readAt ?? readAt;
}

function snapshotOf(documents: readonly Document[]): string {
  return snapshotText(headerOf(documents), ofDocuments(documents));
}

function read(text: string): readonly Document[] {
  const { documents, faults } = readText('snapshot.yaml', text);
  expect(faults).toEqual([]);
  return documents;
}

const podOf = (folder: string) => podIn(folder, readFileSync(join(folder, 'pod.yaml'), 'utf8'));

/** Found by their names. */
const scalesIn = ({ scales }: ClusterSnapshot) =>
  [...scales].flatMap(([namespace, shelf]) =>
    [...shelf].map(([key, { scale }]) => [namespace, key, scale]),
  );

function clusterOf(documents: readonly Document[]): ClusterSnapshot {
  const state = new ClusterState();
  feed(state, documents);
  return state.current(0);
}

describe.each(folders.map((folder) => [relative(cases, folder), folder]))('%s', (_name, folder) => {
  const world = readFiles([join(folder, 'world.yaml')]).documents;
  const text = snapshotOf(ownOf(world));

  test('is decided in a snapshot as in its World', async () => {
    const before = await play(podOf(folder), stageOf([...known, ...ownOf(world)]));
    const after = await play(podOf(folder), stageOf([...known, ...read(text)]));
    expect(after).toEqual(before);
  });

  test('shows the same nodes, with the same taken of them, and the same around them', () => {
    const [before, after] = [clusterOf(world), clusterOf(read(text))];
    expect(after.nodes).toEqual(before.nodes);
    expect(after.namespaces).toEqual(before.namespaces);
    expect(scalesIn(after)).toEqual(scalesIn(before));
    expect(after.avoidances).toEqual(before.avoidances);
  });

  test('has the same snapshot once more', () => {
    expect(snapshotOf(read(text))).toBe(text);
  });
});

/** Pods as the API server would have stored them, each on some node. */
const stored = folders
  .map((folder) => readFileSync(join(folder, 'admitted.yaml'), 'utf8'))
  .filter((text) => !text.startsWith('# nothing'))
  .map((text): Raw => {
    const { spec, ...rest } = parse(text) as { readonly spec: Raw };
    return { ...rest, spec: { nodeName: 'n', ...spec } };
  });

const sizes = (of: (pod: SeenPod) => boolean): number => {
  const found = stored
    .map((raw) => [raw, trimPod(raw)] as const)
    .filter(([, seen]) => seen.gpu !== undefined && of(seen))
    .map(([raw, seen]) => Buffer.byteLength(JSON.stringify(podObject(raw, seen).object)));
  expect(found.length).toBeGreaterThan(40);
  return Math.round(found.reduce((all, one) => all + one, 0) / found.length);
};

const rewritten = ({ gpu }: SeenPod): boolean =>
  gpu?.pod.metadata.annotations?.[ORIGINAL] !== undefined;

/** Stories come and go; who plans a disk by the page is off by a fifth at most. */
const says = (said: string | undefined, bytes: number): void =>
  expect(Math.abs(Number(said?.replace(',', '')) / bytes - 1)).toBeLessThan(0.2);

test('what a pod takes of a snapshot is what the page says', () => {
  const page = readFileSync(join(here, '../../policies/README.md'), 'utf8');
  const [, whole, changed] =
    /in some (\d+) bytes each, or ([\d,]+) where we changed it/.exec(page) ?? [];
  says(
    whole,
    sizes((pod) => !rewritten(pod)),
  );
  says(changed, sizes(rewritten));
});
