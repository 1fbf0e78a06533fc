import { describe, expect, test } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { builtIn } from '../core/guards/all.ts';
import { seats, type Container } from '../core/pod.ts';
import { readPod } from '../core/read-pod.ts';
import { containerRevision, imageOf } from '../core/identity/revision.ts';
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

/** Nobody has these but whoever took them. */
const TO_COPY = /^(packs|init)\//;

describe('what we ship', () => {
  const files = globSync('**/*.yaml', {
    cwd: root,
    exclude: ['sample/workloads/**', 'init/tests/pods/**'],
  }).toSorted();

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

  test('the examples of the pages are in force beside what is built in', () => {
    const ours = [...globSync('catalogue/*.yaml', { cwd: root }), 'classes.yaml'].flatMap(
      (file) => readText(file, textOf(file)).documents,
    );
    const examples = ['README.md', 'MEASURING.md'].flatMap((page) =>
      [...textOf(page).matchAll(/```yaml\n(apiVersion[^]*?)```/g)].map(([, text = '']) => ({
        page,
        text,
      })),
    );
    expect(examples).toHaveLength(16);
    for (const { page, text } of examples) {
      const { documents, faults } = readText(page, text);
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
    const own = files.filter((file) => !TO_COPY.test(file) && !/^(sample|schemas)/.test(file));
    const titles = own.flatMap((file) => readText(file, textOf(file)).documents.map(titleOf));
    expect(titles.toSorted()).toEqual(OURS.toSorted());
  });

  test('the sample World includes all of it, and agrees with itself', () => {
    expect(world.faults.map(lineOf)).toEqual([]);
    const read = new Set(world.documents.map((document) => document.at('').file));
    expect([...read].toSorted()).toEqual(files.filter((file) => !TO_COPY.test(file)));
    expect(set.readAt).toBe(Date.parse('2026-11-21T09:00:00Z') / 1000);
  });
});

describe('the built-in guards', () => {
  const [shipped] = ofKind(readText('guards.yaml', textOf('guards.yaml')).documents, 'GpuPolicy');

  /** It speaks of waste, which does nobody else harm. */
  const TOLD = ['guard/parallel-count'];

  /** Those who install and watch GPUs do this rightly. */
  const AGENTS = ['guard/visible-devices', 'guard/runtime-class', 'guard/node-name'];

  test('are all there, in a policy that observes and never wins', () => {
    expect(shipped?.value.spec).toMatchObject({ mode: 'observe' });
    expect(shipped?.value.spec.sharing).toBeUndefined();
    expect(shipped?.value.spec.guards).toEqual(
      builtIn.map(({ id }) => ({
        rule: id,
        severity: TOLD.includes(id) ? 'warn' : 'deny',
        except: AGENTS.includes(id) ? expect.arrayContaining(['gpu-operator']) : [],
      })),
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

/** A request is set only where a node is known that has room for it, and a node that says nothing of its disk has none. */
test('every node and pool that we ship says what disk it has, or setStorage would set nothing there', () => {
  const nodes = globSync('{sample,init,packs}/**/*.yaml', { cwd: root })
    .flatMap((path) => readText(path, textOf(path)).documents)
    .flatMap(({ kind, name, value }) =>
      ['Node', 'GpuPool'].includes(kind) ? [[name, JSON.stringify(value)]] : [],
    );
  expect(nodes.length).toBeGreaterThan(20);
  for (const [name, text] of nodes)
    expect([name, text]).toEqual([name, expect.stringContaining('"ephemeral-storage":')]);
});
