/**
 * One evaluation: what `tranche review` says of a manifest in a fresh snapshot, what the API server
 * answers to a dry run, and what is stored when it is created are one and the same, patch, verdict
 * and reason. `PROOF_SEED=7` is something else.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

import { expand } from '../../webhook/expand/expand.ts';
import type { Op } from '../../webhook/core/edits/patch.ts';
import type { Finding, Report, Reviewed } from '../../webhook/review/report.ts';
import { applied } from '../../webhook/rehearse.ts';
import { tell } from '../../webhook/suite/figures.ts';
import { type Api, type AnyPod, apiOf } from '../faults/api.ts';
import { type Cluster, eventually } from '../shared.ts';
import { type Became, bare, became, ours, plain, refusalIn, tranche } from './foretold.ts';
import { NAMESPACES, documents, manifests, nodes, profileOf } from './review-equal.fixture.ts';
import { installedSuite } from './installed.ts';
import { type Written, changedSoon, gpuPod, profile } from './install.ts';

const COUNT = 510;
const all = manifests(COUNT);
const BATCH = 100;
const MOST_SHOWN = 5;

const namespaces = Object.values(NAMESPACES);
const marked = gpuPod({ namespace: NAMESPACES.enforced, name: 'marked' });

const grounds = { namespaces, nodes, enforce: true, testMs: 400_000 };
installedSuite('a report in CI', grounds, (onceInstalled) => {
  let cluster: Cluster;
  let api: Api;
  let report: Report;
  let reviewed: ReadonlyMap<string, Reviewed>;
  const tally = { rewritten: 0, refused: 0, left: 0 };

  onceInstalled(async (given) => {
    cluster = given;
    api = await apiOf(cluster);
    await cluster.apply([...documents, profile(NAMESPACES.enforced, 'Pod', 'marked')]);
    const profiles = all.flatMap((one) => profileOf(one, imageOf(one)));
    for (let i = 0; i < profiles.length; i += BATCH)
      await cluster.apply(profiles.slice(i, i + BATCH));
    // The last profile comes to the server after all that were written before it.
    await changedSoon(cluster, marked);
    report = review();
    reviewed = new Map(report.reviewed.map((one) => [one.subject.name, one]));
  });

  function review(): Report {
    const folder = join(cluster.kubeconfig, '..');
    const [snapshot, file] = [join(folder, 'equal.yaml'), join(folder, 'manifests.json')];
    writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: all }));
    tranche('snapshot', '--kubeconfig', cluster.kubeconfig, '-o', snapshot);
    const words = ['--snapshot', snapshot, '--fail-on', 'none', '-o', 'json', file];
    return JSON.parse(tranche('review', ...words)) as Report;
  }

  test(`of ${COUNT} manifests says what a dry run says and what a create does`, async () => {
    const differences: string[] = [];
    const later: (() => Promise<void>)[] = [];
    const compare = (one: Written, how: string, real: Became): void => {
      const foretold = foretoldOf(one, reviewed.get(one.metadata.name), report.findings);
      if (plain(foretold) !== plain(real))
        differences.push(`${how} ${one.kind} ${one.metadata.name}: ${told(foretold, real)}`);
    };
    for (const one of all) {
      compare(one, 'dry run', became(await api.createPod(podOf(one), { dryRun: true })));
      if (one.kind === 'Pod') compare(one, 'create', became(await api.createPod(one)));
      else {
        const created = await createWorkload(one);
        const arrives = async () => compare(one, 'create', await created());
        // A quota is drawn on in turn.
        if (one.metadata.namespace === NAMESPACES.full) await arrives();
        else later.push(arrives);
      }
      tally[verdictOf(reviewed.get(one.metadata.name))]++;
    }
    for (const arrives of later) await arrives();
    expect(differences.slice(0, MOST_SHOWN)).toEqual([]);
  });

  test('and there were many of each kind', () => {
    tell(`manifests: ${JSON.stringify(tally)}`);
    for (const count of Object.values(tally)) expect(count).toBeGreaterThan(COUNT / 12);
    expect(report.findings.filter(({ rule }) => rule === 'quota/team').length).toBeGreaterThan(5);
  });

  async function createWorkload(one: Written): Promise<() => Promise<Became>> {
    const { name, namespace = '' } = one.metadata;
    const group = one.kind === 'Job' ? 'batch' : 'apps';
    const path = `/apis/${group}/v1/namespaces/${namespace}/${one.kind.toLowerCase()}s`;
    const { status } = await api.send('POST', path, one);
    expect(status).toBe(201);
    return () =>
      eventually(`a pod of ${one.kind} ${name}`, async () => {
        const [pod] = await cluster.list<AnyPod>('pod', { namespace, labels: `app=${name}` });
        if (pod !== undefined) return { stored: true, is: ours(pod) };
        const events = await cluster.list<Told>('event', {
          namespace,
          fields: 'reason=FailedCreate',
        });
        const told = events.find(({ involvedObject }) => involvedObject.name.startsWith(name));
        return told !== undefined && { stored: false, is: refusalIn(told.message) };
      });
  }
});

interface Told {
  readonly involvedObject: { readonly name: string };
  readonly message: string;
}

/** As its controller would make it, which is the manifest's first pod. */
function podOf(one: Written): AnyPod {
  const [expanded] = expand(JSON.parse(JSON.stringify(one)) as Record<string, unknown>, {
    namespace: 'default',
    minute: 0,
    most: 1,
  });
  return expanded?.pods[0] as unknown as AnyPod;
}

const imageOf = (one: Written): string => {
  const { containers } = podOf(one).spec as { containers: readonly { image: string }[] };
  return (containers[0]?.image ?? '').replace(/:1\.0$/, '');
};

function foretoldOf(
  one: Written,
  said: Reviewed | undefined,
  findings: readonly Finding[],
): Became | 'untold' {
  const outcome = said?.outcomes[0];
  if (outcome === undefined) return 'untold';
  if (outcome.verdict !== 'refused' || !outcome.inForce)
    return {
      stored: true,
      is: ours(applied(podOf(one) as never, outcome.patch as readonly Op[]) as never),
    };
  const errors = findings.filter(
    ({ level, subject }) => level === 'error' && subject.name === one.metadata.name,
  );
  return { stored: false, is: errors.map(({ rule, says }) => `${rule}: ${bare(says)}`).toSorted() };
}

const verdictOf = (said: Reviewed | undefined) => {
  const verdict = said?.outcomes[0]?.verdict;
  return verdict === 'refused' || verdict === 'rewritten' ? verdict : 'left';
};

const told = (foretold: unknown, real: unknown): string =>
  `${plain(foretold)} was foretold, and it became ${plain(real)}`;
