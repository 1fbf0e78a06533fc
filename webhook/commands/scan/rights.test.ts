/** Whoever may see little is not told that nothing would be released, and learns what to have granted. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ApiFault, type Api } from '../../adapters/cluster/api.ts';
import { POD, remembering } from '../../adapters/prometheus/remembering.fixture.ts';
import {
  clientOf,
  scriptedServer,
  type ScriptedServer,
} from '../../adapters/prometheus/scripted-server.fixture.ts';
import { prometheusSource } from '../../adapters/prometheus/source.ts';
import { lines } from '../profile/told.ts';
import { ranOnce } from '../../adapters/profiler/run.ts';
import { knownBy } from '../profile/known.ts';
import { colours } from '../../report/colour.ts';
import { scanText } from '../../scan/render/text.ts';
import { podOf } from '../../core/testing/pods.ts';
import { unlikeSchema } from '../../scan/report.contract.ts';
import { look } from './look.ts';

const NOW = 1_789_992_000;
const DAY = 86_400;
const USER = 'system:serviceaccount:lab:jane';

let server: ScriptedServer;
beforeEach(async () => {
  server = await scriptedServer();
  server.play(remembering());
});
afterEach(() => server.stop());

const replica = (name: string) => {
  const { metadata, spec } = podOf({ nodeName: `node-of-${name}` }, { name });
  const startedAt = new Date((NOW - 30 * DAY) * 1000).toISOString();
  return {
    metadata: { ...metadata, creationTimestamp: startedAt },
    spec,
    status: { phase: 'Running', startTime: startedAt },
  };
};

const node = (name: string) => ({
  metadata: { name, labels: {} },
  status: { allocatable: { 'nvidia.com/gpu': '8' } },
});

/** A cluster with two pods, that forbids what is told. */
const cluster = (...forbidden: readonly string[]): Api => ({
  ask({ path }) {
    const what = path.slice(path.lastIndexOf('/') + 1);
    const says = `${what} is forbidden: User "${USER}" cannot list resource "${what}"`;
    if (forbidden.includes(what)) return Promise.reject(new ApiFault(403, 'GET: 403', says));
    const items =
      what === 'pods'
        ? [POD, 'asr-7d9c5b6f4-other'].map(replica)
        : what === 'nodes'
          ? [node('gpu-1')]
          : [];
    return Promise.resolve({ metadata: {}, items });
  },
});

const asking = () => {
  const client = clientOf({ url: server.url });
  return {
    client,
    source: prometheusSource(client),
    patience: { deadline: Date.now() + 20_000 },
  };
};

const scanned = (api: Api) =>
  look({
    api,
    home: 'default',
    world: [],
    namespaces: [],
    policies: [],
    excluded: [],
    ask: asking(),
    now: NOW,
    since: DAY,
  });

const printed = (report: Awaited<ReturnType<typeof scanned>>): string =>
  scanText(report, { colours: colours(false), bars: 'none', width: 120 });

const ROLE =
  'kubectl create clusterrole tranche-scan --verb=get,list --resource=nodes,gpupolicies.tranche.dev';
const BINDING =
  'kubectl create clusterrolebinding tranche-scan-jane --clusterrole=tranche-scan --serviceaccount=lab:jane';

const viewed = () => scanned(cluster('nodes', 'gpupolicies'));

describe('with the role view, which has no nodes and none of our kinds', () => {
  test('the first line says that nothing can be said, and what would let it be', async () => {
    const report = await viewed();
    const [first, ...rest] = printed(report).split('\n');
    expect(first).toBe('Nodes may not be seen, so nothing can be said of slices');
    expect(rest).toContain('  2 cards are held, by what pods ask for');
    expect(rest).toContain(
      '  who administers the cluster can let you list nodes, gpupolicies.tranche.dev:',
    );
    expect(rest).toContain(`    ${ROLE}`);
    expect(rest).toContain(`    ${BINDING}`);
    expect(printed(report)).not.toMatch(/would be released|held by nobody/);
    expect(unlikeSchema(report)).toEqual([]);
  });

  test('policies that may be there are forbidden, and not none; nobody is told to install it', async () => {
    const report = await viewed();
    expect(report.policies).toMatchObject({ by: 'default', forbidden: true });
    expect(report.policies.says).toMatch(
      /^GpuPolicies may not be seen \(forbidden\): judged by policies\/packs\/starter/,
    );
    const text = printed(report);
    expect(text).not.toContain('no GpuPolicy is to be seen');
    expect(text.slice(text.indexOf('What to do next'))).toMatch(
      /^What to do next\n {2}Be allowed to list nodes, gpupolicies\.tranche\.dev: /,
    );
    expect(text).not.toContain('Install it');
  });

  test('profile tells of nodes once, and of no node that it would be there no more', async () => {
    const api = cluster('nodes', 'gpupolicies');
    const within = { home: 'default', namespaces: [] };
    const { known, notes } = await knownBy({ api, world: [], within, folder: undefined });
    const told = [...notes, ...lines(await ranOnce(asking(), known, { now: NOW, since: DAY }))];
    expect(told[0]).toBe(
      `nodes may not be seen, so nobody can tell how their cards are shared, or whose figures are: who administers the cluster can allow it: ${ROLE} && ${BINDING}`,
    );
    expect(told.join('\n')).not.toContain('there no more');
    expect(told).toContain(
      'speech/Deployment/asr server: nobody can tell whose its figures are: how cards are shared is not known, for no node may be seen, so its pods stay whole',
    );
  });
});

test('whoever may see all is told of no rights', async () => {
  const report = await scanned(cluster());
  expect(report.forbidden).toBeUndefined();
  expect(report.policies.says).toMatch(/^no GpuPolicy is to be seen: /);
  expect(printed(report)).not.toContain('kubectl create');
});

test('where no pods may be seen at all the same is named', async () => {
  await expect(scanned(cluster('pods'))).rejects.toThrow(
    /^no pods may be seen: .*--namespace names one whose pods you may list, or .*: kubectl create clusterrole tranche-scan --verb=get,list --resource=pods && kubectl create clusterrolebinding tranche-scan-jane /,
  );
});
