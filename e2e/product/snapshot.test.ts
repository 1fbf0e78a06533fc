/** A cluster in one file: what is decided in it is what the server decides, and the file says how it was made. */
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { applyPatch, type Operation } from 'rfc6902';
import { parse, parseAllDocuments, stringify } from 'yaml';

import { addNodes } from '../fleet.ts';
import { BOOT_MS, type Cluster, canRun, sharedCluster } from '../shared.ts';
import {
  type Pod,
  type Written,
  cardsAndSlices,
  changedSoon,
  foretold,
  gpuContainer,
  gpuDeployment,
  gpuPod,
  installTranche,
  leave,
  policy,
  profile,
  quota,
  runningPods,
} from './install.ts';

jest.setTimeout(180_000);
const suite = canRun() ? describe : describe.skip;

const nodes = cardsAndSlices('snapshot');
const SPEECH = 'snapshot-speech';
const VISION = 'snapshot-vision';
const FREE = 'snapshot-free';
const ALL = [SPEECH, VISION, FREE];
const SECRET = 'hunter2-XYZZY';

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const tranche = (...words: readonly string[]): Ran => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli.js', ...words], {
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, FORCE_COLOR: '' },
  });
  return { status, stdout, stderr };
};

suite('a snapshot of a cluster', () => {
  let cluster: Cluster;
  let folder: string;
  /** Before anything of ours is there; and the same, told where the policies are. */
  let bare: Ran;
  let pointed: Ran;

  const snapshot = (...words: readonly string[]): Ran =>
    tranche('snapshot', '--kubeconfig', cluster.kubeconfig, ...words);

  /** What a dozen pods would be: known and unknown, one more replica, too large, not ours to change. */
  const asked: readonly Written[] = [
    ...[SPEECH, VISION, FREE].flatMap((namespace) => [
      gpuPod({ namespace, name: 'bare' }),
      gpuDeployment({ namespace, name: 'whisper' }),
      gpuDeployment({
        namespace,
        name: 'whisper',
        spec: { nodeSelector: { 'kubernetes.io/hostname': 'nowhere' } },
      }),
    ]),
    gpuPod({ namespace: SPEECH, name: 'kept', annotations: { 'tranche.dev/keep': 'original' } }),
    gpuPod({
      namespace: SPEECH,
      name: 'two',
      containers: [gpuContainer('two', 'main', { 'nvidia.com/gpu': '2' })],
    }),
    gpuDeployment({ namespace: SPEECH, name: 'fresh' }),
    gpuDeployment({ namespace: VISION, name: 'large' }),
  ];

  beforeAll(async () => {
    cluster = await sharedCluster();
    folder = join(cluster.kubeconfig, '..');
    await addNodes(cluster, nodes);
    for (const name of ALL) await cluster.namespace(name);
    bare = snapshot();
    pointed = snapshot('--policies', 'policies/sample/policy.yaml');
    await installTranche(cluster, { enforce: true });
    await cluster.apply([
      policy('snapshot', { match: { namespaces: [SPEECH, VISION] } }),
      quota('speech', [SPEECH], 4),
      quota('vision', [VISION], 2),
      ...[SPEECH, VISION].flatMap((namespace) => [
        profile(namespace, 'Deployment', 'whisper'),
        profile(namespace, 'Deployment', 'fresh'),
        profile(namespace, 'Deployment', 'large', [{ vramMaxMiB: 70_000 }]),
      ]),
    ]);
    const whisper = gpuDeployment({ namespace: SPEECH, name: 'whisper', replicas: 2 });
    await changedSoon(cluster, whisper);
    const secretly = gpuPod({
      namespace: VISION,
      name: 'secretly',
      containers: [
        {
          ...gpuContainer('secretly'),
          env: [{ name: 'TOKEN', value: SECRET }],
          args: ['--api-key', SECRET],
        },
      ],
    });
    const plain = gpuPod({
      namespace: FREE,
      name: 'plain',
      containers: [{ name: 'main', image: 'nginx', resources: { requests: { cpu: '300m' } } }],
      spec: { nodeName: nodes[0]?.name },
    });
    await cluster.apply([whisper, secretly, plain]);
    await runningPods(cluster, whisper, 2);
    await runningPods(cluster, secretly);
  }, BOOT_MS);

  afterAll(() => leave(cluster, ALL, nodes));

  test('can be made where nothing of ours is installed', () => {
    expect(bare.stderr).toContain('Tranche is not installed there, so there are no policies in it');
    expect([bare.status, pointed.status]).toEqual([0, 0]);
    for (const { stdout } of [bare, pointed])
      for (const { name } of nodes) expect(stdout).toContain(`"name":"${name}"`);
    expect(bare.stdout).not.toContain('kind: GpuPolicy');
    expect(pointed.stdout).toContain('kind: GpuPolicy');
  });

  /** As the API server would store it, or in whose words it refuses it. */
  async function live(workload: Written): Promise<Pod | 'refused'> {
    try {
      return await foretold(cluster, workload);
    } catch {
      return 'refused';
    }
  }

  test('decides a dozen pods as the server does, and says when it was made', async () => {
    const file = join(folder, 'whole.yaml');
    const made = snapshot('-o', file);
    expect([made.stdout, made.status]).toEqual(['', 0]);
    expect(made.stderr).toContain(`in ${file}: `);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    for (const workload of asked) {
      const stored = await live(workload);
      const pod = await unchanged(workload);
      const manifest = join(folder, 'pod.yaml');
      writeFileSync(manifest, stringify(pod));
      const told = tranche('explain', '-f', manifest, '-w', file, '-o', 'json');
      const [one] = JSON.parse(told.stdout) as readonly { readonly patch: Operation[] }[];
      const name = `${workload.metadata.namespace}/${workload.metadata.name}`;
      expect([name, told.status]).toEqual([name, stored === 'refused' ? 1 : 0]);
      if (stored === 'refused') continue;
      // What kubectl prints may lack what our paths lead through.
      const { metadata } = pod;
      const patched = structuredClone({ ...pod, metadata: { annotations: {}, ...metadata } });
      const ops = JSON.parse(JSON.stringify(one?.patch)) as Operation[];
      expect(applyPatch(patched, ops).filter((fault) => fault !== null)).toEqual([]);
      expect([name, lasting(patched)]).toEqual([name, lasting(stored)]);
    }
    expect(asked.length).toBeGreaterThanOrEqual(12);
  });

  /** As the API server completes it, where nobody of ours is asked: the webhook looks at no pod of `kube-system`. */
  async function unchanged(workload: Written): Promise<Pod> {
    const { metadata } = workload;
    const elsewhere = { ...workload, metadata: { ...metadata, namespace: 'kube-system' } };
    const pod = await foretold(cluster, elsewhere);
    const namespace = metadata.namespace ?? '';
    return { ...pod, metadata: { ...pod.metadata, namespace } };
  }

  test('is the same for the same cluster but for its time, and has no secret in it', () => {
    const [one, other] = [snapshot(), snapshot()];
    expect(one.stdout).not.toContain('XYZZY');
    expect(one.stdout).toContain('"name":"secretly"');
    expect(timeless(one.stdout)).toBe(timeless(other.stdout));
    const header = parseAllDocuments(one.stdout)[0]?.toJS() as { spec: Raw };
    expect(header.spec).toMatchObject({
      counts: { GpuPolicy: 2, GpuQuota: 2 },
      serverVersion: expect.stringMatching(/^v1\./),
      hashes: { policies: expect.stringMatching(/^[0-9a-f]{12}$/) },
    });
    expect(header.spec).not.toHaveProperty('missing');
  });

  test('for one team names no other, and decides for that team as before', async () => {
    const file = join(folder, 'speech.yaml');
    expect(snapshot('-o', file, '--teams', 'speech').status).toBe(0);
    const text = readFileSync(file, 'utf8');
    for (const name of [VISION, FREE, 'secretly']) expect(text).not.toContain(name);
    expect(text).not.toMatch(/\bvision\b/);
    const whole = join(folder, 'whole.yaml');
    const pod = join(folder, 'whisper.yaml');
    writeFileSync(pod, stringify(gpuDeployment({ namespace: SPEECH, name: 'whisper' })));
    const patches = [whole, file].map((world) =>
      tranche('explain', '-f', pod, '-w', world, '-o', 'patch'),
    );
    const [before, after] = patches.map(({ stdout }) =>
      stdout.replaceAll(/"tranche\.dev[^}]*/g, 'ours'),
    );
    expect(after).toBe(before);
    expect(after).toContain('mig-1g');
    expect(snapshot('--teams', 'nobody').stderr).toContain('there are speech, vision');
  });

  test('says what whoever made it may not see', async () => {
    const namer = ['namer', '--verb=list', '--resource=namespaces'];
    await cluster.kubectl(['create', 'clusterrole', ...namer]);
    const bound = ['namer', '--clusterrole=namer', `--serviceaccount=${FREE}:namer`];
    await cluster.kubectl(['create', 'clusterrolebinding', ...bound]);
    const madeBy = async (account: string) => {
      await cluster.kubectl(['create', 'serviceaccount', account, '-n', FREE]);
      const token = await cluster.kubectl(['create', 'token', account, '-n', FREE]);
      const config = parse(readFileSync(cluster.kubeconfig, 'utf8'));
      for (const user of config.users) user.user = { token: token.stdout.trim() };
      const kubeconfig = join(folder, `${account}.kubeconfig`);
      writeFileSync(kubeconfig, stringify(config), { mode: 0o600 });
      return tranche('snapshot', '--kubeconfig', kubeconfig);
    };
    const stranger = await madeBy('stranger');
    expect([stranger.status, stranger.stdout]).toEqual([2, '']);
    expect(stranger.stderr).toContain('nothing of the cluster may be seen');
    const { status, stderr, stdout } = await madeBy('namer');
    await cluster.kubectl(['delete', 'clusterrolebinding,clusterrole', 'namer']);
    expect(status).toBe(1);
    expect(stderr).toContain('not in it: Pod: you may not list pods in all namespaces');
    expect(stdout).toContain('- "Node: you may not list nodes in all namespaces"');
  });
});

type Raw = Readonly<Record<string, unknown>>;

/** Without what the API server invents anew for each dry run. */
const lasting = ({ metadata, spec }: Pod): unknown => {
  const { annotations = {}, labels, ownerReferences } = metadata as Pod['metadata'] & Raw;
  return {
    metadata: { annotations, labels, ownerReferences },
    spec: JSON.parse(JSON.stringify(spec).replaceAll(/kube-api-access-\w+/g, 'token')) as object,
  };
};

const timeless = (text: string): string => text.replace(/^ {2}readAt: .*$/m, '');
