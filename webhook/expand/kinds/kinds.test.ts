import { describe, expect, test } from '@jest/globals';
import { controllerOf } from '../../core/pod.ts';
import { identify } from '../../core/identity/identify.ts';
import { stepsOf } from '../../core/edits/pointer.ts';
import { gangSign } from '../../core/never-slice/gang.ts';
import { readPod } from '../../core/read-pod.ts';
import { expand, type Expanded } from '../expand.ts';
import { libraryOf } from '../library.ts';
import { manifestsIn } from '../manifest.ts';
import { isRecord, member, type Raw } from '../raw.ts';
import { makers, qualified } from './all.ts';
import type { Group, Story } from './kinds.fixture.ts';
import { stories } from './stories.fixture.ts';

const readingOf = ({ manifest }: Story) => {
  const reading = manifestsIn('m.yaml', manifest);
  if (reading.faults.length > 0) throw new Error(JSON.stringify(reading.faults));
  return reading;
};

function groupsOf(story: Story): Expanded[] {
  const { objects } = readingOf(story);
  const [object = {}] = objects;
  const library = libraryOf(objects, 'default');
  return expand(object, { namespace: 'default', minute: 29_918_880, most: 20, library });
}

const read = (raw: Raw) => {
  const pod = readPod(raw);
  if (!pod.ok) throw new Error(JSON.stringify(pod.faults));
  return pod.pod;
};

/** Hashes and what stands for chance, which no reader knows beforehand. */
const plain = (name: string): string =>
  name
    .replace(/-(?!1795132800|29918880)\d{6,10}$/, '-N')
    .replace(/-[0-9a-f]{16}(?=-exec)/, '-SPARK')
    .replace(/-(?!1795132800)[0-9a-f]{10}(?=-|$)/, '-HASH')
    .replace(/-(?!00001)[0-9a-f]{5}(?=-|$)/g, '-FIVE');

const nameIn = (raw: Raw): string => {
  const { name, generateName } = member(raw, 'metadata');
  return plain(String(name ?? generateName));
};

const at = (object: unknown, pointer: string): unknown =>
  stepsOf(pointer).reduce<unknown>(
    (inside, step) =>
      Array.isArray(inside) ? inside[Number(step)] : isRecord(inside) ? inside[step] : undefined,
    object,
  );

describe.each(stories)('$name', (story) => {
  const made = groupsOf(story);

  test('makes the pods that its controller would', () => {
    const found = made.map((one): Partial<Group> => {
      const [first = {}] = one.pods;
      const owner = controllerOf(read(first).metadata);
      return {
        group: one.group,
        pods: one.pods.length,
        atOnce: { least: one.atOnce.least, most: one.atOnce.most },
        ...(owner === undefined ? {} : { owner: `${owner.kind}/${plain(owner.name)}` }),
        name: nameIn(first),
      };
    });
    expect(found).toEqual(
      story.groups.map(({ group, pods, atOnce, owner, name }) => ({
        group,
        pods,
        atOnce: atOnce ?? { least: pods, most: pods },
        ...(owner === undefined ? {} : { owner }),
        name,
      })),
    );
  });

  test('with the labels and the names that it writes', () => {
    for (const [i, { labels = {}, names }] of story.groups.entries()) {
      const pods = made[i]?.pods ?? [];
      expect(member(pods[0], 'metadata', 'labels')).toMatchObject(labels);
      if (names !== undefined) expect(pods.map(nameIn)).toEqual(names);
    }
  });

  test('for one workload, as in a cluster', () => {
    for (const [i, { pods }] of made.entries())
      for (const pod of pods) {
        const found = identify(read(pod).metadata, 'team', () => 'unseen');
        const name = found === 'unknown' ? found : plain(`${found.kind}/${found.name}`);
        expect(name).toBe(story.groups[i]?.workload ?? story.workload);
      }
  });

  test('and is or is no gang', () => {
    const kind = story.workload.slice(0, story.workload.indexOf('/'));
    for (const pod of made.flatMap(({ pods }) => pods))
      expect(plain(gangSign(read(pod), kind) ?? '')).toBe(story.gang ?? '');
  });

  test('each where it was written', () => {
    const reading = readingOf(story);
    for (const [i, { limits }] of story.groups.entries()) {
      const one = made[i];
      if (one === undefined) throw new Error('a group is missing');
      for (const { inPod, value } of asksIn(one.pods[0] ?? {})) {
        const pointer = one.writtenAt(inPod);
        const held = at(one.object, pointer);
        if (inPod.includes('/limits/')) expect(pointer.startsWith(limits)).toBe(true);
        if (/\/(image|quantity|limits\/[^/]+)$/.test(pointer)) expect(held).toEqual(value);
        expect(reading.spanOf(one.object, pointer).line).toBeGreaterThan(0);
      }
    }
  });

  test('says what the manifests do not', () => {
    expect(made.map(({ untold }) => untold)).toEqual(story.groups.map(({ untold }) => untold));
  });
});

function asksIn(pod: Raw): { inPod: string; value: unknown }[] {
  const { containers } = member(pod, 'spec');
  const all: readonly unknown[] = Array.isArray(containers) ? containers : [];
  return all.flatMap((container, i) => [
    ...Object.entries(member(container, 'resources', 'limits')).map(([name, value]) => ({
      inPod: `/spec/containers/${i}/resources/limits/${name.replaceAll('/', '~1')}`,
      value,
    })),
    ...(member(container)['image'] === undefined
      ? []
      : [{ inPod: `/spec/containers/${i}/image`, value: member(container)['image'] }]),
  ]);
}

test('every kind that is known has a story', () => {
  const told = new Set(
    stories.flatMap((story) => readingOf(story).objects.slice(0, 1).map(qualified)),
  );
  expect(Object.keys(makers).filter((kind) => !told.has(kind))).toEqual([]);
});
