import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { namesGpu } from '../core/governed.ts';
import type { Raw } from '../expand/raw.ts';
import { play, podIn, stageOf } from '../golden/playing.ts';
import { asSubmitted, isLive } from './live-pod.ts';
import { root, tranche } from './ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-live-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As it lies in the cluster: bound, running, and with the token that every pod is given. */
function bound(pod: Raw): Raw {
  const { metadata, spec } = structuredClone(pod) as { metadata: Raw; spec: Raw };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, resourceVersion: '4711' },
    spec: {
      ...spec,
      nodeName: 'h100-mig-0',
      volumes: [
        ...((spec['volumes'] as unknown[] | undefined) ?? []),
        { name: 'kube-api-access-x7k2p', projected: { sources: [] } },
      ],
    },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

const explained = (pod: Raw, ...words: string[]) => {
  const file = join(folder, 'pod.json');
  writeFileSync(file, JSON.stringify(pod));
  return tranche(['explain', '-f', file, ...words]);
};

const sample = join(root, 'policies/sample/world.yaml');
const manifest = (name: string): Raw => {
  const file = join(root, `policies/sample/workloads/${name}.yaml`);
  return podIn(file, readFileSync(file, 'utf8'));
};

describe('a pod read from a cluster is explained as the template it came from', () => {
  test('where it was stored as submitted', async () => {
    const submitted = manifest('06-ray-worker');
    const { admitted } = await play(submitted, stageOf(sample));
    const metadata = { ...(admitted['metadata'] as Raw), annotations: {} };
    const { status, stdout } = explained(bound({ metadata, spec: submitted['spec'] }));
    expect(stdout).toContain('-> H100-80GB nvidia.com/mig-');
    expect(stdout).toContain(
      '  note: read from a cluster: explained as if it came anew, without its node h100-mig-0\n',
    );
    expect(stdout).not.toContain('placed-by-hand');
    expect(status).toBe(0);
  });

  test('where Tranche had given it a slice', async () => {
    const { admitted } = await play(manifest('06-ray-worker'), stageOf(sample));
    const { stdout } = explained(bound(admitted));
    expect(stdout).toContain('nvidia.com/gpu: 1 -> H100-80GB nvidia.com/mig-');
    expect(stdout).toContain('without its node h100-mig-0 and what Tranche made of it\n');
  });

  test('and does not stand in its own way: the World that it was read from may have it too', () => {
    const world = join(folder, 'world.yaml');
    const live = bound({
      metadata: { name: 'solo', namespace: 'speech', uid: 'a', creationTimestamp: 'b' },
      spec: {
        containers: [{ name: 'm', image: 'x', resources: { limits: { 'nvidia.com/gpu': '1' } } }],
      },
    });
    const quota = `---
apiVersion: tranche.dev/v1alpha1
kind: GpuQuota
metadata: { name: speech }
spec: { namespaces: [speech], mode: enforce, limits: { gpus: 1 } }
---
apiVersion: v1
kind: Namespace
metadata: { name: speech }
`;
    writeFileSync(world, `${JSON.stringify(live)}\n${quota}`);
    expect(explained(live, '-w', world)).toMatchObject({ status: 0, stderr: '' });
  });
});

/** A count is a count, as a number or as text. */
const counted = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (key, one: unknown) => (namesGpu(key) ? String(one) : one));

describe('nothing is left of what we made of it', () => {
  const cases = 'webhook/golden/cases';
  test.each([
    'mig/small-inference-takes-one-slice',
    'fraction/kai-is-told-how-much',
    'fraction/hami-is-told-in-sizes',
    'dra/a-template-of-the-namespace-is-used',
  ])('%s', async (name) => {
    const [pod, world] = ['pod.yaml', 'world.yaml'].map((file) => join(root, cases, name, file));
    const submitted = podIn(pod ?? '', readFileSync(pod ?? '', 'utf8'));
    const { admitted, proposed } = await play(submitted, stageOf(world ?? ''));
    expect(proposed.verdict).toBe('rewrite');
    const live = bound(admitted);
    const { spec } = bound(submitted) as { spec: Raw };
    delete spec['nodeName'];
    expect(counted(asSubmitted(live)['spec'])).toEqual(counted(spec));
  });
});

test('a pod that a person wrote is none, with a node or an empty status', () => {
  const written = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' } };
  expect(isLive({ ...written, spec: { nodeName: 'gpu-0' } })).toBe(false);
  expect(isLive({ ...written, metadata: { creationTimestamp: null }, status: {} })).toBe(false);
  expect(isLive({ ...written, status: { phase: 'Pending' } })).toBe(true);
});
