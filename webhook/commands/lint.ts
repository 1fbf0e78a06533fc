/** `tranche lint`: what policies do not do that they seem to, among themselves and in the cluster of a World. */
import { readFiles, SNAPSHOT_BYTES, type FilesRead } from '../adapters/read-files.ts';
import { staticWorld } from '../adapters/static-world.ts';
import { ofKind, placeOf, type Document, type Fault } from '../policy/documents.ts';
import type { Finding } from '../policy/lint/finding.ts';
import { lint, type Cluster } from '../policy/lint/lint.ts';
import { byPlace } from '../policy/read.ts';
import { renderFaults, sentenceOf } from '../policy/render.ts';
import { shipped } from './paths.ts';
import { pathIn, unread } from './unread.ts';

export interface LintOptions {
  readonly world: readonly string[];
  readonly output: string;
}

/** What a World says of the cluster itself; whose policies it holds is not asked. */
const OF_CLUSTER: readonly Document['kind'][] = [
  'World',
  'Node',
  'GpuPool',
  'Namespace',
  'DeviceClass',
  'ResourceSlice',
  'ResourceClaim',
  'ResourceClaimTemplate',
];

export function run(paths: readonly string[], { world, output }: LintOptions): void {
  const [ours, asked, around] = [shipped, paths, world].map(readAll);
  if (ours === undefined || asked === undefined || around === undefined) return;
  const texts = (file: string) => asked.texts.get(file) ?? around.texts.get(file);
  const cluster = around.documents.filter(({ kind }) => OF_CLUSTER.includes(kind));
  const all = [...ours.documents, ...asked.documents, ...cluster];
  const faults = [...asked.faults, ...around.faults].toSorted(byPlace);
  const made = faults.length > 0 ? { ok: false as const, faults } : staticWorld(all, 0);
  if (!made.ok) {
    process.stderr.write(`${renderFaults(made.faults, texts)}\n`);
    process.exitCode = 2;
    return;
  }
  const found = lint(asked.documents, clusterIn(all, made.source.current().menu));
  process.stdout.write(output === 'json' ? asJson(found) : asText(found, texts));
  process.exitCode = found.length > 0 ? 1 : 0;
}

function readAll(paths: readonly string[]): FilesRead {
  try {
    return readFiles(paths, SNAPSHOT_BYTES);
  } catch (error) {
    throw unread(pathIn(error) ?? paths.join(', '), error);
  }
}

/** A World without nodes says nothing about nodes, and so on. */
function clusterIn(all: readonly Document[], menu: NonNullable<Cluster['menu']>): Cluster {
  const namespaces = ofKind(all, 'Namespace').map(({ name }) => name);
  const nodes = all.some(({ kind }) => kind === 'Node' || kind === 'GpuPool');
  return {
    ...(nodes ? { menu } : {}),
    ...(namespaces.length > 0 ? { namespaces: new Set(namespaces) } : {}),
  };
}

const asText = (found: readonly Finding[], textOf: (file: string) => string | undefined): string =>
  found.length === 0 ? '' : `${renderFaults(found.map(withRule), textOf)}\n`;

const withRule = (found: Finding): Fault => ({
  ...found,
  pointer: '',
  says: `${found.rule}: ${sentenceOf(found)}`,
});

const asJson = (found: readonly Finding[]): string =>
  `${JSON.stringify(
    found.map(({ rule, says, help, pointer, ...place }) => ({
      rule,
      at: placeOf(place),
      ...place,
      pointer,
      says,
      help,
    })),
    null,
    2,
  )}\n`;
