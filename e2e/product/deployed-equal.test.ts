/**
 * The corpus of what people deploy, on the real API server: of the pods of each manifest, chart and
 * tree, offline review in a fresh snapshot, `kubectl apply --dry-run=server` and a create say the same,
 * patch, verdict and reason. Nothing here runs KServe or Ray: their pods are those that the expansion
 * makes, sent by us; the built-in controllers' own pods are compared in review-equal.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';

import { filesAt } from '../../webhook/commands/review/files.ts';
import { gathered } from '../../webhook/commands/review/gathered.ts';
import { madeBy, type Made } from '../../webhook/commands/review/made.ts';
import { stayOf } from '../../webhook/commands/review/stay.ts';
import type { Op } from '../../webhook/core/edits/patch.ts';
import { libraryOf } from '../../webhook/expand/library.ts';
import { deployed, renderings } from '../../webhook/golden/deployed-renderings.ts';
import { applied } from '../../webhook/rehearse.ts';
import type { Outcome, Report } from '../../webhook/review/report.ts';
import { tell } from '../../webhook/suite/figures.ts';
import { type AnyPod, type Api, apiOf } from '../faults/api.ts';
import { addNodeObjects, removeNodes } from '../fleet.ts';
import type { Cluster } from '../shared.ts';
import { sleep } from '../wait.ts';
import { type Became, bare, became, ours, plain, refusalIn, tranche } from './foretold.ts';
import { installedSuite } from './installed.ts';

interface Document {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly uid?: string };
}

const FLEETS = ['h100', 'a100-40', 'l4-lab', 't4-not-renamed', 'mi300x'];
const FILES = [...FLEETS.map((name) => `../fleets/${name}.yaml`), 'teams.yaml', 'profiles.yaml'];
const world = [...FILES, 'world.yaml'].flatMap((file) =>
  parseAllDocuments(readFileSync(join(deployed, file), 'utf8')).map((document): Document =>
    document.toJS(),
  ),
);
const ofKind = (...kinds: readonly string[]) => world.filter(({ kind }) => kinds.includes(kind));
const named = (kind: string): string[] => ofKind(kind).map(({ metadata }) => metadata.name);

const manifests = readdirSync(join(deployed, 'manifests'));
const corpus: readonly (readonly [path: string, namespace: string])[] = [
  ...manifests.map((file) => [`manifests/${file}`, 'default'] as const),
  ...renderings.map(({ name, namespace }) => [`rendered/${name}.yaml`, namespace] as const),
];

/** What pods of the corpus name, and somebody must have made. */
const ACCOUNTS = ['stack-router', 'default-editor', 'pipeline-runner', 'airflow-worker'];
const nvidia = {
  apiVersion: 'node.k8s.io/v1',
  kind: 'RuntimeClass',
  metadata: { name: 'nvidia' },
  handler: 'nvidia',
};
const MOST = 100;
/** Looks, a quarter of a second apart. */
const SOON = 8;

const grounds = {
  namespaces: named('Namespace'),
  enforce: true,
  testMs: 120_000,
  before: async (cluster: Cluster) => {
    await addNodeObjects(cluster, ofKind('Node').map(tended));
    const live = ['ResourceQuota', 'Pod'].flatMap((kind) => ofKind(kind).map(anew));
    await cluster.apply([nvidia, ...live]);
  },
};
installedSuite('what people deploy', grounds, (onceInstalled) => {
  let cluster: Cluster;
  let api: Api;
  let snapshot: string;
  const tally = { templates: 0, rewritten: 0, refused: 0 };

  onceInstalled(async (given) => {
    cluster = given;
    api = await apiOf(cluster);
    const governing = ['GpuPolicy', 'GpuQuota', 'GpuProfile'];
    await cluster.apply(governing.flatMap((kind) => ofKind(kind)));
    for (const namespace of grounds.namespaces)
      await cluster.apply(ACCOUNTS.map((name) => account(namespace, name)));
    snapshot = join(cluster.kubeconfig, '..', 'deployed.yaml');
    tranche('snapshot', '--kubeconfig', cluster.kubeconfig, '-o', snapshot);
  });
  afterAll(async () => {
    api.close();
    await cluster.kubectl(['delete', 'runtimeclass', 'nvidia', '--ignore-not-found']);
    await removeNodes(cluster, named('Node'));
  });

  test.each(corpus)('%s becomes what its review says', async (file, namespace) => {
    const { report, templates } = await reviewedIn(file, namespace);
    const differences: string[] = [];
    const standing: AnyPod[] = [];
    for (const made of templates) {
      const told = report.reviewed.find(({ subject }) => plain(subject) === plain(made.subject));
      const outcome = told?.outcomes[0];
      if (outcome === undefined) throw new Error(`nothing is said of ${plain(made.subject)}`);
      const foretold = foretoldOf(made, outcome, report);
      const { how, became: is, pods } = await admitted(made, outcome, foretold);
      if (how !== undefined) differences.push(`${how}: ${plain(foretold)} became ${plain(is)}`);
      if (stayOf(made.object) === 'stands') standing.push(...pods);
      else await gone(pods);
      tally.templates++;
      if (!is.stored) tally.refused++;
      else if (outcome.patch.length > 0) tally.rewritten++;
    }
    await gone(standing);
    expect(differences).toEqual([]);
  });

  test('and many were rewritten and refused', () => {
    tell(`of the corpus: ${JSON.stringify(tally)}`);
    expect(tally.templates).toBeGreaterThan(100);
    expect(tally.rewritten).toBeGreaterThan(20);
    expect(tally.refused).toBeGreaterThan(5);
  });

  async function reviewedIn(file: string, namespace: string) {
    const path = join(deployed, file);
    const words = ['-s', snapshot, '-n', namespace, '--fail-on', 'none', '-o', 'json', path];
    const report = JSON.parse(tranche('review', ...words)) as Report;
    const of = { namespace, minute: Math.floor(Date.now() / 60_000) };
    const { written, named: library } = await gathered(filesAt([path]).files, of, () => undefined);
    const settings = { ...of, most: MOST, library: libraryOf(library, namespace) };
    const templates = written.flatMap((one) => madeBy(one, settings));
    const made = templates.filter(({ pods }) => pods.length > 0);
    // What comes after one that nobody can send would find more room than its review knows of.
    const whole = made.findIndex((one) => !isWhole(one));
    return { report, templates: whole < 0 ? made : made.slice(0, whole) };
  }

  /** A dry run of kubectl's, then the pods one after the other, as far as somebody would let them stand. */
  async function admitted(made: Made, outcome: Outcome, foretold: Became) {
    const pods = made.pods.map(storable);
    const [first] = pods;
    const { judged, admitted: enter } = outcome.pods;
    if (enter === judged || enter === 0) {
      const dry = await settled(foretold, () => dryRun(first as AnyPod));
      if (plain(dry) !== plain(foretold)) return { how: 'dry run', became: dry, pods: [] };
    }
    const answers: { readonly became: Became; readonly pod: AnyPod }[] = [];
    for (const pod of pods) {
      const answer = await api.createPod(pod);
      answers.push({ became: became(answer), pod: answer.body });
    }
    const stored = answers.filter((one) => one.became.stored);
    const told = answers.find((one) => !one.became.stored) ?? answers[0];
    const is = (told as (typeof answers)[number]).became;
    // Of a DaemonSet as many are counted as nodes would have one, and one is made.
    const counts = pods.length !== judged || stored.length === enter;
    const how = plain(is) !== plain(foretold) ? 'create' : counts ? undefined : 'count';
    return { how, became: is, pods: stored.map(({ pod }) => pod) };
  }

  async function dryRun(pod: AnyPod): Promise<Became> {
    const { name, generateName = '' } = pod.metadata;
    const called = { ...pod, metadata: { ...pod.metadata, name: name ?? `${generateName}dry` } };
    const args = ['--dry-run=server', '-o', 'json'];
    const { code, stdout, stderr } = await cluster.apply(called, { args, ok: false });
    return code === 0
      ? { stored: true, is: ours(JSON.parse(stdout)) }
      : { stored: false, is: refusalIn(stderr.trim()) };
  }

  async function gone(pods: readonly AnyPod[]): Promise<void> {
    for (const { metadata } of pods)
      await api.deletePod(metadata.namespace ?? '', metadata.name ?? '');
  }
});

/** What the server learns a moment late, of the pods before it, may make it say so a moment late. */
async function settled(foretold: Became, look: () => Promise<Became>): Promise<Became> {
  let last = await look();
  for (let i = 0; i < SOON && plain(last) !== plain(foretold); i++) {
    await sleep(250);
    last = await look();
  }
  return last;
}

/**
 * As whoever makes it would send it. What its manifest leaves to a generated name or to a priority class is filled
 * in; its owner, which is not there, is of a version that the garbage
 * collector does not know, which would else take the pod away within moments.
 */
function storable(pod: unknown): AnyPod {
  const { metadata, spec, ...kind } = structuredClone(pod) as Sent;
  const { priority: _priority, ...rest } = spec;
  for (const [key, value] of Object.entries(metadata.labels ?? {}))
    if (value.endsWith('-')) Object.assign(metadata.labels ?? {}, { [key]: `${value}x` });
  for (const owner of metadata.ownerReferences ?? [])
    owner.apiVersion = owner.apiVersion.replace(/[^/]+$/, 'v0');
  return { ...kind, metadata, spec: rest };
}

interface Sent {
  readonly metadata: AnyPod['metadata'] & { ownerReferences?: { apiVersion: string }[] };
  readonly spec: {
    readonly priority?: number;
  };
}

/** Nobody can send what a ServingRuntime in the cluster completes. */
const isWhole = ({ pods: [pod] }: Made): boolean =>
  pod !== undefined &&
  (pod['spec'] as { containers: { image?: string }[] }).containers.every(
    ({ image }) => image !== undefined,
  );

function foretoldOf(made: Made, outcome: Outcome, { findings }: Report): Became {
  const [pod] = made.pods;
  if (outcome.verdict !== 'refused' || !outcome.inForce)
    return {
      stored: true,
      is: ours(applied(pod as never, outcome.patch as readonly Op[]) as never),
    };
  const errors = findings.filter(
    ({ level, subject }) => level === 'error' && plain(subject) === plain(made.subject),
  );
  // Of the API server's own refusals the review says why, in other words.
  if (errors.some(({ rule }) => rule.startsWith('api-server/'))) return { stored: false, is: [] };
  return { stored: false, is: errors.map(({ rule, says }) => `${rule}: ${bare(says)}`).toSorted() };
}

const account = (namespace: string, name: string) => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace },
});

/** By kwok, so that it is ready and stays so. */
const tended = ({ metadata, ...node }: Document) => ({
  ...node,
  metadata: { ...metadata, annotations: { 'kwok.x-k8s.io/node': 'fake' } },
});

/** As it was before it was stored. */
const anew = ({ metadata: { uid: _uid, ...metadata }, ...rest }: Document) => ({
  ...rest,
  metadata,
});
