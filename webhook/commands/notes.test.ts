import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { tranche } from './ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-notes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const pod = (field: string, resource = 'nvidia.com/gpu'): string =>
  `apiVersion: v1
kind: Pod
metadata: { name: solo, namespace: speech }
spec: { containers: [{ name: main, image: x, ${field}: { limits: { ${resource}: 1 } } }] }
`;

test('a pod without a GPU is told so, and that a misspelt field has lost it', () => {
  const { status, stdout } = tranche(['explain', '-f', file('typo.yaml', pod('resource'))]);
  expect(stdout).toContain('\n  visit/no-gpu: it asks for no GPU\n');
  expect(stdout).toContain(
    '\n  note: container main has a field resource, which Kubernetes does not know and drops; did you mean resources?\n',
  );
  expect(status).toBe(0);
});

const here = '---\napiVersion: v1\nkind: Namespace\nmetadata: { name: speech }\n';
const node = `---
apiVersion: v1
kind: Node
metadata: { name: gpu-0, labels: { nvidia.com/gpu.product: NVIDIA-L4, zone: a } }
status: { allocatable: { cpu: '64', memory: 512Gi, pods: '110', nvidia.com/gpu: '1' } }
`;
/** That no policy governs here is a story of ungoverned.test.ts. */
const notes = (manifest: string, world: string): string[] => {
  const words = ['-f', file('pod.yaml', manifest), '-w', file('world.yaml', world), '-o', 'json'];
  const [told] = JSON.parse(tranche(['explain', ...words]).stdout) as { notes: string[] }[];
  const all = told?.notes ?? ['nothing told'];
  return all.filter((note) => !note.startsWith('no policy with sharing terms'));
};

test('a pod that no node of the World could ever take is told so, and is admitted', () => {
  expect(notes(pod('resources'), here)).toEqual(['no node of this World offers nvidia.com/gpu']);
  expect(notes(pod('resources'), here + node)).toEqual([]);
  const two = pod('resources').replace('gpu: 1', 'gpu: 2');
  expect(notes(two, here + node)).toEqual([expect.stringMatching(/because it asks for 2$/)]);
  const elsewhere = pod('resources').replace('spec: {', 'spec: { nodeSelector: { zone: b },');
  expect(notes(elsewhere, here + node)).toEqual([
    expect.stringMatching(/^of the nodes of this World that offer nvidia.com\/gpu none could/),
  ]);
});

test('what is given a slice is never told that it fits nowhere', () => {
  const { stdout } = tranche(['explain', '-f', 'policies/sample/workloads', '-o', 'json']);
  const all = JSON.parse(stdout) as { proposed: { verdict: string }; notes: string[] }[];
  const given = all.filter(({ proposed }) => proposed.verdict === 'rewrite');
  expect(given.length).toBeGreaterThan(5);
  expect(given.flatMap((one) => one.notes)).toEqual([]);
});

test('names in a World that go nowhere are told once, with their place', () => {
  const quota = `---
apiVersion: tranche.dev/v1alpha1
kind: GpuQuota
metadata: { name: talk }
spec: { namespaces: [speech, speach] }
`;
  const odd = node.replace('NVIDIA-L4', 'NVIDIA-L4O');
  const other = odd.replace('gpu-0', 'gpu-1');
  const world = file('odd.yaml', here + quota + odd + other);
  const words = ['-f', file('pod.yaml', pod('resources')), '-w', world];
  const { status, stderr } = tranche(['explain', ...words]);
  expect(stderr.split('\n')).toEqual([
    expect.stringMatching(
      /odd.yaml:9:30: GpuQuota talk names the namespace speach, which this World does not have; did you mean speech\?$/,
    ),
    expect.stringMatching(
      /odd.yaml:13:60: Node gpu-0 has the product NVIDIA-L4O, which no catalogue knows; did you mean NVIDIA-L40\?$/,
    ),
    '',
  ]);
  expect(status).toBe(0);
});

const exemption = (name: string, expires: string, owner: string) => `---
apiVersion: tranche.dev/v1alpha1
kind: GpuExemption
metadata: { name: ${name} }
spec:
  { owner: ops, reason: x, expires: '${expires}', rules: [guard/*], match: { namespaces: [speech], ownerNames: [${owner}] } }
`;

test('exemptions of a World that do nothing are told, and those of the pod explained are not among them', () => {
  const at = '2026-11-21T09:00:00Z';
  const header = `apiVersion: tranche.dev/v1alpha1\nkind: World\nspec: { readAt: '${at}' }\n---\n`;
  const world = file(
    'idle.yaml',
    header +
      here +
      exemption('over', at, 'solo') +
      exemption('typo', '2027-01-01T00:00:00Z', 'arm') +
      exemption('used', '2027-01-01T00:00:00Z', 'solo'),
  );
  const words = ['explain', '-f', file('pod.yaml', pod('resources')), '-w', world];
  const { stderr } = tranche([...words, '--policies']);
  expect(stderr.split('\n')).toEqual([
    expect.stringMatching(
      /idle.yaml:\d+:3: GpuExemption over of ops has ended at 2026-11-21T09:00:00Z$/,
    ),
    expect.stringMatching(
      /idle.yaml:\d+:3: GpuExemption typo of ops matches no pod of this World, nor of those explained$/,
    ),
    '',
  ]);
});

test('of exemptions that do nothing, unless all are asked for, those are told that would have helped', () => {
  const at = '2026-11-21T09:00:00Z';
  const later = '2027-01-01T00:00:00Z';
  const header = `apiVersion: tranche.dev/v1alpha1\nkind: World\nspec: { readAt: '${at}' }\n---\n`;
  const guards = `---
apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata: { name: walls }
spec: { mode: enforce, guards: [{ rule: guard/host-namespaces, severity: deny }] }
`;
  const elsewhere = exemption('far', later, 'solo').replace('[speech]', '[vision]');
  const others = exemption('other-rule', later, 'arm').replace('guard/*', 'guard/privileged');
  const world = file(
    'concerning.yaml',
    header +
      here +
      guards +
      exemption('own-over', at, 'solo') +
      exemption('not-its-own-over', at, 'arm') +
      exemption('its-namespace', later, 'arm') +
      elsewhere +
      others,
  );
  const told = (manifest: string): string[] => {
    const { stderr } = tranche(['explain', '-f', file('pod.yaml', manifest), '-w', world]);
    return [...stderr.matchAll(/GpuExemption (\S+)/g)].map(([, name = '']) => name);
  };
  expect(told(pod('resources').replace('spec: {', 'spec: { hostPID: true,'))).toEqual([
    'its-namespace',
    'own-over',
  ]);
  expect(told(pod('resources'))).toEqual([]);
});

const tainted = (name: string, taint: string): string =>
  node.replace('gpu-0', name).replace('status:', `spec: { taints: [${taint}] }\nstatus:`);

test('a taint that keeps the pod away is named, beside whatever else does', () => {
  const ml = '{ key: team, value: ml, effect: NoSchedule }';
  const spot = '{ key: spot, effect: NoExecute }';
  const says =
    'of the nodes of this World that offer nvidia.com/gpu none could take it, were it empty:';
  expect(notes(pod('resources'), here + tainted('a', ml))).toEqual([
    `${says} it does not tolerate team=ml:NoSchedule, the taint of 1 node`,
  ]);
  const both = here + tainted('a', ml) + tainted('b', `${ml}, ${spot}`) + node;
  const two = pod('resources').replace('gpu: 1', 'gpu: 2');
  expect(notes(two, both)).toEqual([
    `${says} it does not tolerate spot:NoExecute, team=ml:NoSchedule, the taints of 2 nodes; 1 node is too small, because it asks for 2`,
  ]);
  const selects = pod('resources').replace('spec: {', 'spec: { nodeSelector: { zone: b },');
  expect(notes(selects, both)).toEqual([
    `${says} it does not tolerate spot:NoExecute, team=ml:NoSchedule, the taints of 2 nodes; its selectors and affinity leave out 1 node`,
  ]);
  const tolerates = pod('resources').replace(
    'spec: {',
    'spec: { tolerations: [{ key: team, operator: Exists }],',
  );
  expect(notes(tolerates, here + tainted('a', ml))).toEqual([]);
});

test('-o yaml has what -o json has', () => {
  const [json = '', yaml = ''] = ['json', 'yaml'].map(
    (form) => tranche(['explain', '-f', 'policies/sample/workloads', '-o', form]).stdout,
  );
  expect(parse(yaml)).toEqual(JSON.parse(json));
});
