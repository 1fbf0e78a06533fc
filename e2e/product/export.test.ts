/**
 * Guardrails twice: as ours, and as the API server's own admission policies that `tranche export vap`
 * makes of the same documents. Of some hundred odd pods both refuse the same.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';

import { staticWorld } from '../../webhook/adapters/static-world.ts';
import { readFiles } from '../../webhook/adapters/read-files.ts';
import { shipped } from '../../webhook/commands/paths.ts';
import { defaulted } from '../../webhook/expand/defaults.ts';
import { examine } from '../../webhook/core/examine.ts';
import { reviewOf } from '../../webhook/rehearse.ts';
import { tell } from '../../webhook/suite/figures.ts';
import { apiOf, type Api, type Created, type Status } from '../faults/api.ts';
import { RUNTIMES } from '../faults/odd-pods.ts';
import { BOOT_MS, canRun, eventually, sharedCluster, type Cluster } from '../shared.ts';
import { doorPod } from './door-pods.ts';
import { housePod } from './house-pods.ts';
import { crowd, manyGpus } from './many-gpus.ts';

const proof = process.env['PROOF'] === '1';
const PODS = proof ? 2000 : 300;

jest.setTimeout(proof ? 300_000 : 90_000);
const suite = canRun() ? describe : describe.skip;

const NAMESPACE = 'exported';
const ELSEWHERE = 'exported-not';
const root = join(import.meta.dirname, '..', '..');

const DOORS = ['own-keys', 'runtime-class', 'node-name', 'privileged', 'host-namespaces'];
const RULES = [...DOORS, 'image', 'required-labels', 'unequal', 'max-gpus'];
const POLICY = `apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata: {name: doors}
spec:
  mode: enforce
  match: {namespaces: ['export*', nobody]}
  guards:
${DOORS.map((rule) => `    - {rule: guard/${rule}, severity: deny, except: ['*-not']}`).join('\n')}
    - {rule: guard/visible-devices, severity: deny}
---
apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata: {name: house}
spec:
  mode: enforce
  match: {namespaces: [exported-house]}
  guards:
    - rule: guard/image
      severity: deny
      parameters:
        registries: [nvcr.io/nvidia, docker.io/library, '*.example.com', 'quay.io:443/*/models', "it's.example"]
        refusedTags: [latest, 'Dev-*', "o'clock"]
    - rule: guard/required-labels
      severity: deny
      parameters: {labels: [team, acme.example/cost-centre]}
    - {rule: guard/unequal, severity: deny, parameters: {equal: [cpu, memory]}}
---
apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata: {name: pinned}
spec:
  mode: enforce
  match: {namespaces: [exported-pinned]}
  guards: [{rule: guard/image, severity: deny, parameters: {digest: true}}]
---
apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata: {name: few}
spec:
  mode: enforce
  match: {namespaces: [exported-few]}
  guards: [{rule: guard/max-gpus, severity: deny, parameters: {perPod: 3, perOwner: 100}}]
`;

const namespacesBeside = (path: string): string => `${path}.namespaces.yaml`;

/** As the cluster has them, for ours to judge by. */
const NAMESPACES = `apiVersion: v1
kind: Namespace
metadata: {name: exported-house, labels: {team: speech}}
---
apiVersion: v1
kind: Namespace
metadata: {name: exported-pinned}
---
apiVersion: v1
kind: Namespace
metadata: {name: exported-few}
`;

suite('guardrails as admission policies of the API server', () => {
  let cluster: Cluster;
  let api: Api;
  const folder = mkdtempSync(join(tmpdir(), 'tranche-export-'));
  const file = join(folder, 'doors.yaml');
  writeFileSync(file, POLICY);
  writeFileSync(namespacesBeside(file), NAMESPACES);

  beforeAll(async () => {
    cluster = await sharedCluster();
    api = await apiOf(cluster);
    for (const name of [NAMESPACE, ELSEWHERE]) await cluster.namespace(name);
    await cluster.apply(NAMESPACES);
    for (const name of RUNTIMES) await cluster.apply(runtimeClass(name));
    const ran = spawnSync(process.execPath, ['dist/cli.js', 'export', 'vap', file], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(ran.stderr).toBe(
      [
        'not exported: guard/visible-devices of GpuPolicy doors: values of variables, paths of mounts and annotations have to be taken apart to see which of them pick devices',
        'exported with a difference: guard/required-labels of GpuPolicy house: a pod whose only GPU is by a resource claim is not looked at',
        'exported with a difference: guard/unequal of GpuPolicy house: a pod whose only GPU is by a resource claim is not looked at',
        'exported with a difference: guard/max-gpus of GpuPolicy few: GPUs by resource claims are not counted',
        'exported with a difference: guard/max-gpus of GpuPolicy few: what live pods hold together is known from the cluster, so only perPod holds',
      ]
        .map((line) => `tranche: ${line}\n`)
        .join(''),
    );
    writeFileSync(join(folder, 'exported.yaml'), ran.stdout);
    await cluster.apply(ran.stdout);
    // A policy is in force some moments after it was stored.
    await eventually('the last of the policies to refuse', async () => {
      const { status } = await api.createPod(hostPid(NAMESPACE), { dryRun: true });
      return status === 422 || status === 403;
    });
  }, BOOT_MS);

  afterAll(async () => {
    api.close();
    await cluster.kubectl(['delete', '-f', join(folder, 'exported.yaml')]);
    const namespaces = [NAMESPACE, ELSEWHERE, 'exported-house', 'exported-pinned', 'exported-few'];
    await cluster.kubectl(['delete', 'namespace', ...namespaces, '--timeout=60s']);
    await cluster.kubectl(['delete', 'runtimeclass', ...RUNTIMES]);
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([
    ['odd', NAMESPACE, doorPod],
    ['a house with rules of its own', 'exported-house', housePod],
    ['images that must have a digest', 'exported-pinned', housePod],
    ['GPUs of every spelling', 'exported-few', manyGpus],
  ])(`refuse what ours refuse, of ${PODS} pods: %s`, async (what, namespace, drawn) => {
    const ours = judge(file);
    const differences: string[] = [];
    const tally = { refused: 0, letIn: 0, otherwise: 0 };
    for (const [i, odd] of fc.sample<Drawn>(drawn, PODS).entries()) {
      const pod = { ...odd, metadata: { ...odd.metadata, name: `odd-${i}`, namespace } };
      const { status, body } = await api.createPod<Created | Status>(pod, { dryRun: true });
      const message = body.message ?? '';
      const theirs = /ValidatingAdmissionPolicy '(?:[^']*)'/.test(message);
      if (status !== 201 && !theirs) {
        // What is no pod at all neither of us has to judge.
        tally.otherwise++;
        continue;
      }
      const said = ours(pod);
      tally[theirs ? 'refused' : 'letIn']++;
      const agrees = theirs ? said.some((words) => message.includes(words)) : said.length === 0;
      if (!agrees) differences.push(`${JSON.stringify(pod)}\n${said.join()} and ${message}`);
    }
    tell(`exported guardrails, ${what}: ${JSON.stringify(tally)}`);
    expect(differences).toEqual([]);
    expect(tally.refused + tally.letIn).toBeGreaterThanOrEqual(PODS / 2);
    expect(tally.refused).toBeGreaterThan(PODS / 10);
    expect(tally.letIn).toBeGreaterThan(PODS / 20);
  });

  test('count a pod of sixty containers within what the API server lets CEL cost', async () => {
    const { body } = await api.createPod<Status>(crowd('exported-few'), { dryRun: true });
    expect(body.message).toContain(
      'guard/max-gpus: the pod asks for 120 GPUs, and this policy allows 3 a pod; ask for fewer',
    );
  });

  test('pass over the namespaces that the guardrail passes over', async () => {
    const { status } = await api.createPod(hostPid(ELSEWHERE), { dryRun: true });
    expect(status).toBe(201);
  });
});

interface Drawn {
  readonly metadata: object;
}

/** Of these the admission policy says what we say, figures and all. */
const IN_OUR_WORDS: readonly string[] = ['guard/max-gpus', 'guard/required-labels'];

/** Ids of the exported rules by which we refuse a pod, with the reason where it is to be the same. */
function judge(path: string): (pod: object) => string[] {
  const { documents } = readFiles([...shipped, path, namespacesBeside(path)]);
  const made = staticWorld(documents, 0);
  if (!made.ok) throw new Error(JSON.stringify(made.faults));
  const world = made.source.current();
  return (pod) => {
    // The API server judges what it has filled in, and sends us the same.
    const read = reviewOf(defaulted(structuredClone({ ...pod })), { dryRun: true });
    if (!read.ok) throw new Error(JSON.stringify(read.faults));
    return examine(read.review, world)
      .decision.rules.filter(({ outcome }) => outcome === 'fail')
      .filter(({ id }) => RULES.some((rule) => id === `guard/${rule}`))
      .map(({ id, reason }) => (IN_OUR_WORDS.includes(id) ? `${id}: ${reason}` : id));
  };
}

const hostPid = (namespace: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'peek', namespace },
  spec: {
    hostPID: true,
    containers: [
      {
        name: 'main',
        image: 'registry.example.com/x:1',
        resources: { limits: { 'nvidia.com/gpu': 1 } },
      },
    ],
  },
});

const runtimeClass = (name: string) => ({
  apiVersion: 'node.k8s.io/v1',
  kind: 'RuntimeClass',
  metadata: { name },
  handler: 'runc',
});
