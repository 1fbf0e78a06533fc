import { describe, expect, test } from '@jest/globals';
import { identify } from '../core/identity/identify.ts';
import { readPod } from '../core/read-pod.ts';
import { admissionReview, stored } from './admission-review.ts';
import { expand } from './expand.ts';
import { manifestsIn, readManifests } from './manifest.ts';
import { member, type Raw } from './raw.ts';

const SETTINGS = { namespace: 'default', minute: 29_918_880, most: 3 };

const template = (labels: Raw = { app: 'x' }): Raw => ({
  metadata: { labels },
  spec: {
    containers: [{ name: 'main', image: 'x:1', resources: { limits: { 'nvidia.com/gpu': 1 } } }],
  },
});

const manifest = (kind: string, spec: Raw, apiVersion = 'apps/v1'): Raw => ({
  apiVersion,
  kind,
  metadata: { name: 'x', namespace: 'team' },
  spec,
});

const madeOf = (object: Raw) => {
  const [made] = expand(object, SETTINGS);
  if (made === undefined) throw new Error('nothing was made');
  return made;
};

const workloadOf = (pod: Raw | undefined) => {
  const read = readPod(pod);
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return identify(read.pod.metadata, 'team', () => 'unseen');
};

describe('a manifest becomes the pods its controller would make', () => {
  const table: {
    name: string;
    object: Raw;
    pods: number;
    workload: { kind: string; name: string };
  }[] = [
    {
      name: 'a Deployment, through its ReplicaSet',
      object: manifest('Deployment', { replicas: 2, template: template() }),
      pods: 2,
      workload: { kind: 'Deployment', name: 'x' },
    },
    {
      name: 'a StatefulSet',
      object: manifest('StatefulSet', { replicas: 2, template: template() }),
      pods: 2,
      workload: { kind: 'StatefulSet', name: 'x' },
    },
    {
      name: 'a DaemonSet, one for a node',
      object: manifest('DaemonSet', { template: template() }),
      pods: 1,
      workload: { kind: 'DaemonSet', name: 'x' },
    },
    {
      name: 'a Job, as many as run at once',
      object: manifest('Job', { parallelism: 5, completions: 2, template: template() }, 'batch/v1'),
      pods: 2,
      workload: { kind: 'Job', name: 'x' },
    },
    {
      name: 'a CronJob, through the Job of the minute',
      object: manifest('CronJob', { jobTemplate: { spec: { template: template() } } }, 'batch/v1'),
      pods: 1,
      workload: { kind: 'CronJob', name: 'x' },
    },
    {
      name: 'a Notebook, through its StatefulSet',
      object: manifest('Notebook', { template: template() }, 'kubeflow.org/v1'),
      pods: 1,
      workload: { kind: 'Notebook', name: 'x' },
    },
    {
      name: 'a kind nobody has heard of that holds a template',
      object: manifest('Frobnicator', { replicas: 3, template: template() }, 'example.com/v1'),
      pods: 3,
      workload: { kind: 'Frobnicator', name: 'x' },
    },
    {
      name: 'a bare Pod',
      object: { ...manifest('Pod', member(template(), 'spec'), 'v1') },
      pods: 1,
      workload: { kind: 'Pod', name: 'x' },
    },
  ];

  test.each(table)('$name', ({ object, pods, workload }) => {
    const made = madeOf(object);
    expect(made.pods).toHaveLength(pods);
    expect(workloadOf(made.pods[0])).toMatchObject(workload);
  });

  test('a Service makes none, and a List makes what is in it', () => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' } };
    const list = {
      apiVersion: 'v1',
      kind: 'List',
      items: [service, manifest('Deployment', { template: template() })],
    };
    expect(expand(list, SETTINGS).map(({ replicas }) => replicas)).toEqual([0, 1]);
  });

  const replicas = { replicas: 2, template: template() };

  test('a kind is known by its group, not by its name alone', () => {
    const own = madeOf(manifest('Deployment', replicas, 'example.com/v1'));
    expect(workloadOf(own.pods[0])).toMatchObject({ kind: 'Deployment', name: 'x' });
    expect(member(own.pods[0], 'metadata')['ownerReferences']).toMatchObject([
      { apiVersion: 'example.com/v1', kind: 'Deployment' },
    ]);
  });

  test('a ConfigMap holds none', () => {
    const config = { apiVersion: 'v1', kind: 'ConfigMap', data: { template: 'spec: {}' } };
    expect(madeOf(config)).toMatchObject({ pods: [], opaque: false });
  });

  test('a million replicas are counted, not made', () => {
    const made = madeOf(manifest('Deployment', { replicas: 1_000_000, template: template() }));
    expect([made.replicas, made.pods.length]).toEqual([1_000_000, 3]);
  });
});

describe('what the API server adds', () => {
  const [pod] = madeOf(manifest('Deployment', { template: template() })).pods;

  test('a limit without a request is copied, for pods', () => {
    expect(pod).toMatchObject({
      spec: { containers: [{ resources: { requests: { 'nvidia.com/gpu': 1 } } }] },
    });
  });

  test('no UID and no name at the first visit, both at the second', () => {
    const first = admissionReview({ pod: pod ?? {}, name: 'mutate', dryRun: false });
    expect(first).toMatchObject({
      request: { operation: 'CREATE', namespace: 'team', dryRun: false },
    });
    expect(member(first, 'request', 'object', 'metadata')).not.toHaveProperty('uid');
    const kept = stored(structuredClone(pod ?? {}), { ordinal: 0, time: '2026-11-20T00:00:00Z' });
    expect(member(kept, 'metadata')).toMatchObject({
      name: expect.stringMatching(/^x-[0-9a-f]+-[a-z0-9]{5}$/),
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test('replicas have different names', () => {
    const names = Array.from(
      { length: 2000 },
      (_, ordinal) =>
        member(stored(structuredClone(pod ?? {}), { ordinal, time: '' }), 'metadata')['name'],
    );
    expect(new Set(names).size).toBe(2000);
  });
});

describe('manifests', () => {
  test('are read as kubectl reads them: YAML 1.1, with merges', () => {
    const read = readManifests(
      'm.yaml',
      'kind: A\nx: yes\nbase: &b {a: 1}\nc: {<<: *b, d: 2}\n---\n---\nkind: B\n',
    );
    expect(read).toMatchObject({
      ok: true,
      objects: [{ kind: 'A', x: true, c: { a: 1, d: 2 } }, { kind: 'B' }],
    });
  });

  test('tell every fault with file, line and column', () => {
    expect(readManifests('m.yaml', 'a: [1\n---\njust text\n---\n- 1\n')).toMatchObject({
      ok: false,
      faults: [
        expect.stringMatching(/^m\.yaml:\d+:\d+: /),
        expect.stringContaining('has no kind'),
        expect.stringContaining('m.yaml:5:1'),
      ],
    });
  });

  test('remember where a kind was written, in a List too', () => {
    const text = 'kind: A\n---\nkind: List\nitems:\n  - metadata: {}\n    kind: B\n';
    const { objects, at } = manifestsIn('m.yaml', text);
    const [a = {}, list = {}] = objects;
    const [b = {}] = list['items'] as Raw[];
    expect([a, list, b].map(at).map(({ line, column }) => [line, column])).toEqual([
      [1, 7],
      [3, 7],
      [6, 11],
    ]);
  });

  test('that are 3,000 deep are told so in our words', () => {
    const text = `kind: Pod\nspec: ${'['.repeat(3000)}${']'.repeat(3000)}\n`;
    const read = readManifests('p.yaml', text);
    const faults = read.ok ? '' : read.faults.join();
    expect(faults).toMatch(/p\.yaml:\d+:\d+: is nested too deeply to be read/);
    expect(faults).not.toMatch(/stack/);
  });
});

test('a StatefulSet mounts the volumes that it claims, as its controller would', () => {
  const mounted = template();
  const object = manifest('StatefulSet', {
    template: { ...mounted, spec: { ...member(mounted, 'spec'), volumes: [{ name: 'tmp' }] } },
    volumeClaimTemplates: [{ metadata: { name: 'models' } }],
  });
  const [pod] = madeOf(object).pods;
  expect(member(pod, 'spec')['volumes']).toEqual([
    { name: 'tmp' },
    { name: 'models', persistentVolumeClaim: { claimName: 'models-x-0' } },
  ]);
});
