/** A snapshot for some teams: the others have no names in it, and take what they take. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { readFiles } from '../read-files.ts';
import type { World } from '../../core/world.ts';
import type { Document } from '../../policy/documents.ts';
import { readText } from '../../policy/read.ts';
import { staticWorld } from '../static-world.ts';
import { hidingNothing, hidingOthers } from './hiding.ts';
import { ofDocuments } from './of-documents.ts';
import { snapshotText } from './text.ts';

const MIG = 'nvidia.com/mig-1g.10gb';
const policies = join(dirname(fileURLToPath(import.meta.url)), '../../../policies');
const known = readFiles([join(policies, 'catalogue')]).documents;

const pod = (namespace: string, name: string, spec: object): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, labels: { app: `${name}-label`, 'pod-template-hash': 'abc' } },
  spec: {
    containers: [
      { name: 'main', image: `registry/${name}`, resources: { limits: { [MIG]: '1' } } },
    ],
    ...spec,
  },
});

const apart = (namespaces: readonly string[]): object => ({
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { labelSelector: { matchLabels: { app: 'asr' } }, namespaces, topologyKey: 'zone' },
      ],
    },
  },
});

const API = 'tranche.dev/v1alpha1';
const quota = (name: string): object => ({
  apiVersion: API,
  kind: 'GpuQuota',
  metadata: { name },
  spec: { namespaces: [name], limits: { gpus: 4 } },
});

const policy = (name: string, namespaces: readonly string[]): object => ({
  apiVersion: API,
  kind: 'GpuPolicy',
  metadata: { name },
  spec: { match: { namespaces }, sharing: { ladder: { default: ['mig'] } } },
});

const world = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'speech' } },
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'vision' } },
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: 'h100-0',
      labels: {
        'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3',
        'nvidia.com/mig.strategy': 'mixed',
      },
    },
    status: { allocatable: { cpu: '64', memory: '512Gi', pods: '110', [MIG]: '7' } },
  },
  quota('speech'),
  quota('vision'),
  policy('both', ['speech', 'vision']),
  policy('of-vision', ['vision']),
  policy('all', ['*']),
  pod('speech', 'asr', { nodeName: 'h100-0' }),
  pod('vision', 'sees', { nodeName: 'h100-0' }),
  pod('vision', 'waits', {
    containers: [
      {
        name: 'secret-sauce',
        resources: { limits: { [MIG]: '1' }, claims: [{ name: 'of-vision' }] },
      },
    ],
    initContainers: [{ name: 'vision-loads' }],
    resourceClaims: [{ name: 'of-vision', resourceClaimTemplateName: 'vision-cards' }],
  }),
  pod('vision', 'alone', { nodeName: 'h100-0', ...apart(['speech', 'vision']) }),
];

const documentsOf = (text: string): readonly Document[] => {
  const { documents, faults } = readText('world.yaml', text);
  expect(faults).toEqual([]);
  return documents;
};

const all = documentsOf(world.map((one) => JSON.stringify(one)).join('\n---\n'));

const header = { version: 'x', policyHash: 'x', counts: {}, missing: [] };
const textOf = (hiding: typeof hidingNothing): string =>
  snapshotText({ ...header, readAt: '2026-11-22T00:00:00Z' }, ofDocuments(all, hiding));

function worldOf(text: string): World {
  const made = staticWorld([...known, ...documentsOf(text)], 0);
  if (!made.ok) throw new Error(JSON.stringify(made.faults));
  return made.source.current();
}

const free = ({ menu }: World): unknown =>
  menu.pools.flatMap(({ nodes }) => nodes.map(({ name, free: left }) => [name, left]));

describe('a snapshot for one team', () => {
  const text = textOf(hidingOthers(['speech'], 'uid-of-kube-system'));

  test('leaves the same free, for those that wait too', () => {
    expect(free(worldOf(text))).toEqual(free(worldOf(textOf(hidingNothing))));
    expect(JSON.stringify(free(worldOf(text)))).toContain(`"${MIG}":3`);
  });

  test('has no name of another, neither of theirs nor of what is theirs', () => {
    for (const name of ['vision', 'sees', 'waits', 'alone', 'registry/', 'secret-sauce']) {
      expect(text).not.toContain(name);
    }
    expect(text).toContain('"name":"asr"');
  });

  test('keeps policies that hold for the team, with other names in the place of others', () => {
    const held = documentsOf(text).filter(({ kind }) => kind === 'GpuPolicy');
    expect(held.map(({ name }) => name)).toEqual(['all', 'both']);
    expect(text).toMatch(/- speech\n {6}- hidden-[0-9a-f]{14}\n/);
  });

  test('knows whom the pods of others would keep away', () => {
    expect(worldOf(text).avoided('speech', { app: 'asr' })).toBe(true);
    expect(worldOf(text).avoided('speech', { app: 'tts' })).toBe(false);
  });

  test('hides by the same names each time, and by others in another cluster', () => {
    expect(textOf(hidingOthers(['speech'], 'uid-of-kube-system'))).toBe(text);
    expect(textOf(hidingOthers(['speech'], 'uid-of-another'))).not.toBe(text);
  });
});
