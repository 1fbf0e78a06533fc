import { describe, expect, test } from '@jest/globals';
import type { Ran } from '../../adapters/profiler/run.ts';
import type { Doubt } from '../../usage/sources/doubt.ts';
import { failsToTell, lines, withoutSummary } from './told.ts';

const key = { namespace: 'speech', kind: 'Deployment', name: 'asr', container: 'server' };

const ran: Ran = {
  profiles: [],
  byHand: [key],
  span: { after: 1_789_948_800, until: 1_789_992_000 },
  sources: ['dcgm'],
  engines: [],
  elsewhere: [],
  surplus: [],
  doubtful: [],
  beyond: [],
  strangers: [],
  match: [],
  silent: [],
  forgotten: 0,
  young: 0,
  ofOthers: false,
  ownersKnown: true,
  warnings: [],
  gap: 'none',
  points: 0,
};

test('a run that ended at a gap says why, from where on and what to do, and has not succeeded', () => {
  const profiles: Ran['profiles'] = [
    {
      apiVersion: 'tranche.dev/v1alpha1',
      kind: 'GpuProfile',
      metadata: { name: 'deployment-asr', namespace: 'speech' },
      spec: { workload: key, containers: [] },
      status: { checkpoints: [] },
    },
  ];
  const whole: Ran = { ...ran, profiles };
  const says = 'Prometheus answered in part: receive series from Addr: 10.0.0.7:10901: it is away';
  const partly: Ran = { ...whole, gap: { after: whole.span.until, says } };
  expect(failsToTell(whole)).toBe(false);
  expect(failsToTell(partly)).toBe(true);
  expect(lines(partly)).toEqual([
    '1 profile from dcgm, read from 2026-09-21T00:00:00Z to 2026-09-21T12:00:00Z',
    `${says}; so nothing after 2026-09-21T12:00:00Z was taken, and the next run asks for it again (--since with less than that leaves it out)`,
    'speech/Deployment/asr server: has figures by hand, which stay as they are',
  ]);
});

test('what Prometheus said comes before the summary, and is told where the summary is not wanted', () => {
  const warned: Ran = { ...ran, warnings: ['one store is slow', 'another is slower'] };
  const [one, another, summary, ...found] = lines(warned);
  expect([one, another]).toEqual([
    'Prometheus says: one store is slow',
    'Prometheus says: another is slower',
  ]);
  expect(summary).toMatch(/^0 profiles from dcgm/);
  expect(withoutSummary(warned)).toEqual([one, another, ...found]);
  expect(found).not.toEqual([]);
});

test('what is not believed is told with what to do', () => {
  const pod = { namespace: 'speech', pod: 'asr-0' };
  const elsewhere: Ran['elsewhere'] = [
    { ...pod, node: 'b-gpu-9' },
    { ...pod, node: { host: 'none' } },
    { ...pod, node: { clusters: ['cluster="A"', 'cluster="B"'] } },
  ];
  expect(lines({ ...ran, elsewhere }).filter((line) => line.startsWith('not believed'))).toEqual([
    'not believed: series that tell of pod speech/asr-0 on node b-gpu-9, where it does not run; look at who is scraped that says so (of several clusters name yours by --prometheus-match)',
    'not believed: series that tell of pod speech/asr-0 and name no host, beside others that do; look at who is scraped that says so',
    'not believed: series that tell of pod speech/asr-0: figures of several clusters (cluster="A", cluster="B"); name yours by --prometheus-match',
  ]);
});

test('so are metrics in other units, and a container with more devices than it asks for', () => {
  const one = { namespace: 'speech', pod: 'asr-0', container: 'server', devices: 31, asked: 1 };
  const beyond = ['DCGM_FI_PROF_SM_ACTIVE, job dcgm on n'];
  expect(lines({ ...ran, beyond })).toContain(
    `not believed: ${beyond.join()}: it says more than all of a card, so none of it is a ratio, and compute is unknown by it`,
  );
  expect(lines({ ...ran, surplus: [one] })).toContain(
    'not sure: pod speech/asr-0 is told to be on 31 devices at once, and its container server asks for 1; nobody can tell which are its own, so look at who is scraped that says so',
  );
});

const row = (name: string, attribution: string) => ({
  name,
  revision: 'registry.local/asr',
  source: 'measured',
  attribution,
  vramMaxMiB: 900,
});
const published = (name: string, ...containers: readonly ReturnType<typeof row>[]) => ({
  apiVersion: 'tranche.dev/v1alpha1' as const,
  kind: 'GpuProfile' as const,
  metadata: { name: `deployment-${name}`, namespace: 'speech' },
  spec: { workload: { kind: 'Deployment', name }, containers },
  status: { checkpoints: [] },
});
const doubtfulOf = (name: string, doubt: Doubt, revision = 'registry.local/asr') => ({
  ...key,
  name,
  revision,
  doubts: [doubt],
});

const saying = (what: Partial<Ran>): string[] =>
  lines({ ...ran, byHand: [], ...what }).filter((line) => line.includes('asr'));

describe('figures that may be anybody’s', () => {
  const silent: Doubt = {
    of: 'neighbour',
    node: 'gpu-7',
    silent: [{ namespace: 'lab', pod: 'nb-0', container: 'main' }],
  };
  const crowd = { namespace: 'speech', pod: 'asr-0', container: 'server', devices: 31, asked: 1 };
  test('are told with what to look at, one cause once for all whom it concerns', () => {
    const profiles = ['asr', 'asr-small'].map((name) => published(name, row('server', 'unknown')));
    const doubtful = ['asr', 'asr-small'].map((name) => doubtfulOf(name, silent));
    expect(saying({ profiles, doubtful })).toEqual([
      'speech/Deployment/asr server, speech/Deployment/asr-small server: nobody can tell whose its figures are: nothing is told of pod lab/nb-0 (container main) with GPUs on node gpu-7 (look at the exporter there), so their pods stay whole',
    ]);
  });

  test('are those of the revision that is published', () => {
    const profiles = [published('asr', row('server', 'unknown'))];
    expect(saying({ profiles, doubtful: [doubtfulOf('asr', silent, 'another')] })).toEqual([
      'speech/Deployment/asr server: nobody can tell whose its figures are, so its pods stay whole',
    ]);
  });

  test('because of too many devices are told so once', () => {
    const what = { surplus: [crowd], doubtful: [doubtfulOf('asr', { of: 'surplus', ...crowd })] };
    const unsure = [published('asr', row('server', 'unknown'))];
    expect(saying({ ...what, profiles: unsure })).toEqual([
      'speech/Deployment/asr server: nobody can tell whose its figures are: pod speech/asr-0 is told to be on 31 devices at once, and its container server asks for 1 (look at who is scraped that says so), so its pods stay whole',
    ]);
    // Other pods of it are sure enough, and these are told of all the same.
    for (const attribution of ['exact', 'duplicated'])
      expect(
        saying({ ...what, profiles: [published('asr', row('server', attribution))] }),
      ).toContain(
        'not sure: pod speech/asr-0 is told to be on 31 devices at once, and its container server asks for 1; nobody can tell which are its own, so look at who is scraped that says so',
      );
  });
});

test('pods that have only begun, and a Prometheus that knows others alone, are told of as that', () => {
  expect(lines({ ...ran, young: 2, ofOthers: true }).slice(1)).toEqual([
    'exporters tell of pods, and of none that holds a GPU here: is this the Prometheus of this cluster?',
    'speech/Deployment/asr server: has figures by hand, which stay as they are',
    '2 pods with GPUs began less than ten minutes ago: ask again then',
  ]);
});

const last = (of: Partial<Ran>): string | undefined => lines({ ...ran, young: 1, ...of }).at(-2);

test('of pods that are gone it is said why they are left out, of one as of many', () => {
  expect(last({ forgotten: 1 })).toBe(
    'left out: 1 pod that is gone, and so is its ReplicaSet or Job, so that nobody knows its revision',
  );
  expect(last({ forgotten: 2, ownersKnown: false })).toBe(
    'left out: 2 pods that are gone, and nobody can tell whose they were: this Prometheus has no kube_pod_owner, which kube-state-metrics serves',
  );
});

describe('compute that the exporter does not tell of', () => {
  const figures = {
    name: 'server',
    revision: 'a',
    measuredOn: 'H100-80GB',
    sharing: 'whole',
    attribution: 'exact',
    vramMaxMiB: 6000,
    devicesPerPod: 1,
    podsSeen: 1,
    hours: 80,
    samples: 4800,
    source: 'measured',
  } as const;
  const told = (by: object, ...names: readonly string[]): string[] =>
    lines({
      ...ran,
      profiles: names.map((name) => ({
        apiVersion: 'tranche.dev/v1alpha1',
        kind: 'GpuProfile',
        metadata: { name, namespace: 'speech' },
        spec: { workload: { kind: 'Deployment', name }, containers: [{ ...figures, ...by }] },
        status: { checkpoints: [] },
      })),
    }).filter((line) => line.includes('DCGM_FI_PROF_SM_ACTIVE'));

  test('is said once for all, with the field to add', () => {
    expect(told({ computeBy: 'none' }, 'asr', 'tts')).toEqual([
      'of speech/Deployment/asr server, speech/Deployment/tts server no compute figure is told, and missing is not zero: add the line "DCGM_FI_PROF_SM_ACTIVE, gauge, SM activity" to the counters file (CSV) of dcgm-exporter',
    ]);
  });

  test('but for utilisation is why it is not sure', () => {
    expect(told({ computeBy: 'utilisation', confidence: 0.28 }, 'asr')).toEqual([
      expect.stringMatching(/only GPU utilisation is known.*, so confidence is low \(28 %\): add/),
    ]);
    expect(told({ computeBy: 'sm', confidence: 0.92 }, 'asr')).toEqual([]);
  });
});

test('a Prometheus without exporters is asked about, with the matcher that may be the reason', () => {
  const match = ['cluster="B"'];
  expect(lines({ ...ran, sources: [], match })).toContain(
    'Prometheus has no series of any exporter that is known (dcgm-exporter, AMD’s, XPUM, HAMi), of series with cluster="B" (--prometheus-match): is it the right Prometheus, and does it scrape them?',
  );
});

test('hosts that are no nodes here are asked about', () => {
  const hosts = ['gpu-a', 'gpu-b', 'gpu-c', 'gpu-d'];
  expect(lines({ ...ran, strangers: [{ source: 'dcgm', hosts }] })).toContain(
    'dcgm names gpu-a, gpu-b, gpu-c and 1 more, none of which is a node here: is it the right Prometheus? (--prometheus-match)',
  );
});
