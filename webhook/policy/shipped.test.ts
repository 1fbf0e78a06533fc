import { describe, expect, test } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { migResource } from '../core/catalogue.ts';
import { foreignOf } from '../core/claim-of.ts';
import { guards } from '../core/guards/all.ts';
import { seats, type Container } from '../core/pod.ts';
import { readPod } from '../core/read-pod.ts';
import { containerRevision, imageOf } from '../core/revision.ts';
import { chains } from '../core/testing/owner-chains/all.ts';
import { identify } from '../core/identity/identify.ts';
import { expand, type Expanded } from '../expand/expand.ts';
import type { Raw } from '../expand/raw.ts';
import { compile, OURS } from './compile.ts';
import { ofKind, titleOf } from './documents.ts';
import { lineOf, subject } from './example.ts';
import { readSources } from './includes.ts';
import { readText } from './read.ts';
import { schemas } from './schema/kinds.ts';

const root = fileURLToPath(new URL('../../policies/', import.meta.url));
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
const load = (path: string, from: string) => {
  const file = join(dirname(from), path);
  return [{ file, text: textOf(file) }];
};

const world = readSources([{ file: 'sample/world.yaml', text: textOf('sample/world.yaml') }], load);
const compiled = compile(world.documents);
if (!compiled.ok) throw new Error(compiled.faults.map(lineOf).join('\n'));
const { set } = compiled;

/** Of the first replica, by namespace, workload and container. */
function containersOf({ source: { namespace }, pods: [raw] }: Expanded): [string, Container][] {
  const read = readPod(raw);
  if (!read.ok) throw new Error(`the pod of ${namespace} cannot be read`);
  const workload = identify(read.pod.metadata, namespace, () => 'unseen');
  if (workload === 'unknown') throw new Error(`the pod of ${namespace} has no owner`);
  const { kind, name } = workload;
  return seats(read.pod).map(({ container }) => [
    [namespace, kind, name, container.name].join('/'),
    container,
  ]);
}

describe('what we ship', () => {
  const files = globSync('**/*.yaml', { cwd: root, exclude: ['sample/workloads/**'] }).toSorted();

  test.each(files)('%s reads without a fault', (file) => {
    expect(readText(file, textOf(file)).faults.map(lineOf)).toEqual([]);
  });

  test.each(files.filter((file) => /tranche\.dev/.test(textOf(file))))(
    '%s tells editors its schema',
    (file) => {
      const [, schema = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(textOf(file)) ?? [];
      expect(JSON.parse(textOf(join(dirname(file), schema)))).toHaveProperty('$id');
    },
  );

  test('the examples of the README are in force beside what is built in', () => {
    const ours = ['catalogue/nvidia.yaml', 'classes.yaml'].flatMap(
      (file) => readText(file, textOf(file)).documents,
    );
    const examples = [...textOf('README.md').matchAll(/```yaml\n(apiVersion[^]*?)```/g)];
    expect(examples).toHaveLength(3);
    for (const [, example = ''] of examples) {
      const { documents, faults } = readText('README.md', example);
      expect(faults.map(lineOf)).toEqual([]);
      expect(compile([...ours, ...documents])).toMatchObject({ ok: true });
    }
  });

  test('whatever kind an owner chain comes to has a class, but for bare pods and strangers', () => {
    const { owners, table } = set.classes;
    const known = new Set([...owners, ...table].flatMap(({ ownerKinds = [] }) => ownerKinds));
    const strangers = new Set(['Pod', 'Configuration', 'Quux', 'constructor']);
    const kinds = chains.map(({ want }) => want.slice(0, want.indexOf('/')));
    expect(kinds.filter((kind) => !known.has(kind) && !strangers.has(kind))).toEqual([]);
  });

  test('the README has every kind a World holds, and no other', () => {
    const [, table = ''] = /## A World\n([^]*?)\n\n- /.exec(textOf('README.md')) ?? [];
    const told = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, kind = '']) => kind);
    expect(told.toSorted()).toEqual(Object.keys(schemas).toSorted());
  });

  test('whoever copies it is told so by name', () => {
    const own = files.filter((file) => !/^(sample|schemas)/.test(file));
    const titles = own.flatMap((file) => readText(file, textOf(file)).documents.map(titleOf));
    expect(titles.toSorted()).toEqual(OURS.toSorted());
  });

  test('the sample World includes all of it, and agrees with itself', () => {
    expect(world.faults.map(lineOf)).toEqual([]);
    const read = new Set(world.documents.map((document) => document.at('').file));
    expect([...read].toSorted()).toEqual(files);
    expect(set.readAt).toBe(Date.parse('2026-11-21T09:00:00Z') / 1000);
  });
});

describe('the catalogue', () => {
  const { products, foreign } = set.catalogue;
  const names = [
    'A100-40GB',
    'A100-80GB',
    'A10G',
    'A30-24GB',
    'B200-180GB',
    'H100-80GB',
    'H200-141GB',
    'L4',
    'L40S',
    'T4',
  ];

  test('has the products it promises', () => {
    expect(products.map(({ name }) => name).toSorted()).toEqual(names);
  });

  test('says of every figure where it comes from', () => {
    for (const { value } of ofKind(world.documents, 'GpuCatalogue'))
      for (const { name, source, profiles } of value.spec.products)
        for (const text of [source, ...profiles.map((profile) => profile.source)])
          expect([name, text.length > 20]).toEqual([name, true]);
  });

  test('keeps slices, memory and counts within the card', () => {
    for (const product of products)
      for (const profile of product.profiles) {
        const name = `${product.name} ${profile.name}`;
        expect([name, profile.max * profile.computeSlices <= product.computeSlices]).toEqual([
          name,
          true,
        ]);
        expect([name, profile.max * profile.memorySlices <= product.memorySlices]).toEqual([
          name,
          true,
        ]);
        expect([name, profile.max * profile.memoryMiB <= product.memoryMiB]).toEqual([name, true]);
      }
  });

  test('gives a profile less memory than its name says', () => {
    for (const { profiles } of products)
      for (const { name, memoryMiB } of profiles)
        expect([name, memoryMiB < Number(/(\d+)gb/.exec(name)?.[1]) * 1024]).toEqual([name, true]);
  });

  const theirs: [resource: string, engine: string][] = [
    ['nvidia.com/gpumem', 'HAMi'],
    ['nvidia.com/gpumem-percentage', 'HAMi'],
    ['nvidia.com/gpucores', 'HAMi'],
    ['nvidia.com/gpu-10gb', 'nos'],
    ['nvidia.com/hostdev', 'NVIDIA network operator'],
    ['nvidia.com/NVIDIA_A10-12Q', 'vGPU'],
    ['nvidia.com/GA102GL_A10', 'GPU passthrough'],
  ];
  test.each(theirs)('knows %s to be of %s', (resource, engine) => {
    expect(foreignOf(resource, set.catalogue)?.engine).toBe(engine);
  });

  test('takes none of our own names for another’s', () => {
    const own = products.flatMap(({ profiles }) => profiles.map(({ name }) => migResource(name)));
    for (const name of [
      'nvidia.com/gpu',
      'nvidia.com/gpu.shared',
      ...own,
      ...own.map((mig) => `${mig}.shared`),
    ])
      expect([
        name,
        foreign.find(({ match }) => name === match) ?? foreignOf(name, set.catalogue),
      ]).toEqual([name, undefined]);
  });
});

describe('the built-in guards', () => {
  const [shipped] = ofKind(readText('guards.yaml', textOf('guards.yaml')).documents, 'GpuPolicy');

  /** It speaks of waste, which does nobody else harm. */
  const TOLD = ['guard/parallel-count'];

  test('are all there, in a policy that observes and never wins', () => {
    expect(shipped?.value.spec).toMatchObject({ mode: 'observe' });
    expect(shipped?.value.spec.sharing).toBeUndefined();
    expect(shipped?.value.spec.guards).toEqual(
      guards.map(({ id }) => ({ rule: id, severity: TOLD.includes(id) ? 'warn' : 'deny' })),
    );
  });
});

describe('the sample', () => {
  const manifests = globSync('sample/workloads/*.yaml', { cwd: root }).toSorted();
  const objects = manifests.flatMap((file) =>
    parseAllDocuments(textOf(file)).map((document): Raw => document.toJS()),
  );
  const pods = objects.flatMap((object) =>
    expand(object, { namespace: 'default', minute: 29_500_000, most: 20 }),
  );

  test('has manifests of many kinds', () => {
    expect(manifests.length).toBeGreaterThanOrEqual(13);
    const kinds = new Set(objects.map(({ kind }) => kind));
    for (const kind of ['Deployment', 'StatefulSet', 'Job', 'CronJob', 'Notebook', 'Pod'])
      expect(kinds).toContain(kind);
  });

  test('has figures of the very revisions it deploys', () => {
    const containers = new Map(pods.flatMap(containersOf));
    for (const { value, namespace } of ofKind(world.documents, 'GpuProfile'))
      for (const row of value.spec.containers) {
        const { kind, name } = value.spec.workload;
        const key = [namespace, kind, name, row.name].join('/');
        const container = containers.get(key);
        expect([key, container && containerRevision(container)]).toEqual([key, row.revision]);
        expect([key, container && imageOf(container.image ?? '').tag]).toEqual([key, row.tag]);
      }
  });

  test('gives lab’s notebooks their pool, and nobody else', () => {
    expect(set.terms(subject({ namespace: 'lab' }), 'notebook')).toMatchObject({
      policy: 'lab-notebooks',
      timeSlice: { pools: [{ 'example.com/pool': 'lab-shared' }] },
    });
    expect(set.terms(subject({ namespace: 'lab' }), 'serving')).toMatchObject({
      policy: 'default',
      timeSlice: { pools: [] },
    });
    expect(set.terms(subject({ namespace: 'kube-public' }), 'serving')).toBe('none');
  });
});
