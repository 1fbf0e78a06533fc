/** `tranche lint`: what policies do not do that they seem to, among themselves and in the cluster of a World. */
import { SNAPSHOT_BYTES } from '../adapters/read-files.ts';
import { ofKind, placeOf, type Document, type Fault } from '../policy/documents.ts';
import type { Finding } from '../policy/lint/finding.ts';
import { lint, type Cluster } from '../policy/lint/lint.ts';
import { byPlace } from '../policy/read.ts';
import type { ValueOf } from '../policy/schema/kinds.ts';
import { renderFaults, sentenceOf } from '../policy/render.ts';
import { shipped } from './paths.ts';
import { standingIn, type Stage } from './standing.ts';
import { documentsAt, failed, policiesAt } from './terminal.ts';
import { tellAge } from './snapshot/age.ts';
import { tellWordless } from './wordless.ts';

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
  'Pod',
  'ReplicaSet',
  'Job',
  'DeviceClass',
  'ResourceSlice',
  'ResourceClaim',
  'ResourceClaimTemplate',
];

const clock = { now: () => Date.now() };

export function run(paths: readonly string[], { world, output }: LintOptions): void {
  const asked = policiesAt(paths, SNAPSHOT_BYTES);
  const around = readAll(world);
  tellWordless(world, around.documents);
  tellAge(around.documents);
  const cluster = around.documents.filter(({ kind }) => OF_CLUSTER.includes(kind));
  const made = standingIn(
    {
      documents: [...readAll(shipped).documents, ...asked.documents, ...cluster],
      faults: [...asked.faults, ...around.faults].toSorted(byPlace),
      texts: new Map([...around.texts, ...asked.texts]),
    },
    clock,
  );
  if (!made.ok) return failed(made.rendered);
  const found = lint(asked.documents, clusterIn(made));
  const texts = (file: string) => asked.texts.get(file);
  process.stdout.write(output === 'json' ? asJson(found) : asText(found, texts));
  process.exitCode = found.length > 0 ? 1 : 0;
}

const readAll = (paths: readonly string[]) => documentsAt(paths, { maxBytes: SNAPSHOT_BYTES });

/** A World without nodes says nothing about nodes, and so on. */
function clusterIn(stage: Stage): Cluster {
  const { documents } = stage;
  const { menu, readAt } = stage.source.current();
  const namespaces = ofKind(documents, 'Namespace');
  const has = (...kinds: readonly Document['kind'][]): boolean =>
    documents.some(({ kind }) => kinds.includes(kind));
  return {
    readAt,
    ...(has('Node', 'GpuPool') ? { menu } : {}),
    ...(namespaces.length > 0 ? ofNamespaces(namespaces) : {}),
    ...(has('Pod') ? { living: (concerns) => stage.living(concerns) } : {}),
  };
}

const ofNamespaces = (
  all: readonly Document<ValueOf<'Namespace'>>[],
): Pick<Cluster, 'namespaces' | 'labels'> => ({
  namespaces: new Set(all.map(({ name }) => name)),
  // The API server gives each the label of its name; a file may have been written without.
  labels: all.map(({ name, value: { metadata } }) => ({
    'kubernetes.io/metadata.name': name,
    ...metadata.labels,
  })),
});

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
