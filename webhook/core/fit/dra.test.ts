import { describe, expect, test } from '@jest/globals';
import { alike } from '../alike.ts';
import { claimOf } from '../claim/claim-of.ts';
import { claimName, claimResource, isClaimResource, usesTemplate } from './dra.ts';
import { menuOf } from '../menu/menu-of.ts';
import type { Pod, PodSpec } from '../pod.ts';
import { propose } from '../propose.ts';
import { shapeOf } from './shape.ts';
import { catalogue } from '../testing/catalogue.ts';
import { cards, claims, type Parts } from '../testing/nodes.ts';
import {
  container,
  NAMESPACE,
  plain,
  podOf,
  profileOf,
  reviewOf,
  sidecar,
} from '../testing/pods.ts';
import { told } from '../testing/told.ts';
import { stored } from '../testing/stored.ts';
import { profilesFor, proposed, termsOf, worldOf, type WorldParts } from '../testing/world.ts';
import { patched } from '../testing/patched.contract.ts';

const H100 = { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3' };
const small = { name: 'small', profile: '1g.10gb', count: 4 };
const on = (name: string, all = [small], parts: Parts = { labels: H100 }) =>
  claims(name, 'h100', all, parts);
const nodes = [on('n')];

const terms = (more = {}) => termsOf({ ladder: ['dra', 'mig'], ...more });
const used = { vramMaxMiB: 6000, smP95: 0.05 };
const SMALL = 'H100-80GB claim small';

function after(pod: Pod, parts: Partial<WorldParts> = {}): Pod {
  const { edits } = proposed(pod, { nodes, terms: terms(), ...parts }, used);
  return patched(pod, edits);
}

const claiming = (name: string, ...all: string[]) =>
  plain(name, { resources: { claims: all.map((claim) => ({ name: claim })) } });

const claimsOf = ({ spec }: Pod) => ({
  pod: spec.resourceClaims,
  containers: [...(spec.initContainers ?? []), ...spec.containers].map(
    ({ name, resources }) => `${name}: ${resources?.claims?.map((one) => one.name).join() ?? '-'}`,
  ),
});

const made = (name: string) => ({ name, resourceClaimTemplateName: 'small' });

describe('the claims of a pod', () => {
  const table: { name: string; spec: Partial<PodSpec>; want: object }[] = [
    {
      name: 'one for its container',
      spec: {},
      want: { pod: [made('tranche')], containers: ['server: tranche'] },
    },
    {
      name: 'one for each container that runs beside another',
      spec: { containers: [container('a'), plain('log'), container('b')] },
      want: {
        pod: [made('tranche'), made('tranche-2')],
        containers: ['a: tranche', 'log: -', 'b: tranche-2'],
      },
    },
    {
      name: 'the same for what runs before it',
      spec: { initContainers: [container('fetch'), sidecar(container('side'))] },
      want: {
        pod: [made('tranche'), made('tranche-2')],
        containers: ['fetch: tranche-2', 'side: tranche', 'server: tranche-2'],
      },
    },
  ];
  test.each(table)('$name', ({ spec, want }) => {
    expect(claimsOf(after(podOf(spec)))).toEqual(want);
  });

  test('a card is no longer asked for, and no node where none need be named', () => {
    const pod = after(podOf(), { nodes: [on('n', [small], {})] });
    expect(pod.spec.containers[0]?.resources?.limits).toEqual({});
    expect(pod.spec.affinity).toBeUndefined();
  });

  test('two containers do not claim by two names, which may stand for one device', () => {
    const [a, b] = [container('a'), container('b')];
    const both = on('n', [small, { ...small, name: 'other' }]);
    const pod = podOf({ containers: [a, b] });
    const { edits } = proposed(pod, { nodes: [both], terms: terms() }, used);
    const templates = edits.flatMap((edit) => (edit.kind === 'claim' ? [edit.template] : []));
    expect(new Set(templates).size).toBe(1);
  });
});

test('two containers that need unlike devices do not take one each, by names that may overlap', () => {
  const [a, b] = [container('a'), container('b')];
  const pod = podOf({ containers: [a, b] });
  const both = on('n', [small, { name: 'large', profile: '3g.40gb', count: 4 }]);
  const profiles = { a: profileOf(a, used), b: profileOf(b, { ...used, vramMaxMiB: 20_000 }) };
  const world = worldOf({ nodes: [both], terms: terms(), profiles });
  expect(told(propose(reviewOf(pod), world))).toBe(
    'H100-80GB claim large + H100-80GB claim large: fit/dra',
  );
});

test('devices of a template have a name that no resource has', () => {
  const names = [claimResource(NAMESPACE, 'small'), 'nvidia.com/gpu', 'example.com/claim'];
  expect(names.map(isClaimResource)).toEqual([true, false, false]);
});

test('the next claim has a name that none of the others has', () => {
  const names = ['tranche', 'tranche-2', 'tranche-3'];
  const next = names.map((_, i) =>
    claimName(podOf({ resourceClaims: names.slice(0, i + 1).map(made) }), []),
  );
  expect(next).toEqual(['tranche-2', 'tranche-3', 'tranche-4']);
});

describe('a container has a device of a template', () => {
  const table: { name: string; spec: Partial<PodSpec>; want: boolean }[] = [
    {
      name: 'by a claim that its pod makes from it',
      spec: { resourceClaims: [made('x')], containers: [claiming('a', 'x')] },
      want: true,
    },
    {
      name: 'not where the claim is one that stands by itself',
      spec: {
        resourceClaims: [{ name: 'x', resourceClaimName: 'y' }],
        containers: [claiming('a', 'x')],
      },
      want: false,
    },
    {
      name: 'not where it uses another one',
      spec: {
        resourceClaims: [made('x'), { name: 'y', resourceClaimName: 'y' }],
        containers: [claiming('a', 'y')],
      },
      want: false,
    },
    {
      name: 'not where its neighbour uses it',
      spec: { resourceClaims: [made('x')], containers: [plain('a'), claiming('b', 'x')] },
      want: false,
    },
    { name: 'not without any', spec: { containers: [claiming('a')] }, want: false },
  ];
  test.each(table)('$name', ({ spec, want }) => {
    expect(usesTemplate(podOf(spec), 'a')).toBe(want);
  });
});

describe('on the second visit', () => {
  const world = worldOf({ nodes, terms: terms(), profiles: profilesFor(podOf(), used) });
  const ours = stored(podOf(), world);

  test('our own claim is settled', () => {
    const again = propose(reviewOf(ours), world);
    expect([again.verdict, again.edits]).toEqual(['leave', []]);
    expect(again.claimFinal).toEqual({ milliGPU: 142, MiB: 9984 });
  });

  const strangers: { name: string; spec: Partial<PodSpec>; want?: string[] }[] = [
    {
      name: 'a further claim',
      spec: { resourceClaims: [made('tranche'), made('mine')] },
      // Given back as it came, but for that claim, and left to whoever brought it.
      want: ['restore'],
    },
    {
      name: 'a claim by another template',
      spec: { resourceClaims: [{ name: 'tranche', resourceClaimTemplateName: 'large' }] },
    },
    {
      name: 'a claim that its container no longer uses',
      spec: { containers: [claiming('server')] },
    },
    {
      name: 'a claim that its container uses by another name',
      spec: { containers: [claiming('server', 'mine')] },
    },
    {
      name: 'a claim by its name',
      spec: { resourceClaims: [{ name: 'tranche', resourceClaimName: 'x' }] },
    },
  ];
  test.each(strangers)('$name is not', ({ spec, want = ['unannotate', 'unannotate'] }) => {
    const pod = { ...ours, spec: { ...ours.spec, ...spec } };
    const { because } = propose(reviewOf(pod), world);
    expect(because.rule).not.toBe('visit/settled');
    expect(propose(reviewOf(pod), world).edits.map(({ kind }) => kind)).toEqual(want);
  });

  test('a replica shows its siblings the device it claimed, bound or not', () => {
    const { menu } = world;
    const shape = (pod: Pod) => {
      const found = shapeOf(pod, menu);
      return found === 'none' ? found : found.containers.get('server');
    };
    const want = { slice: SMALL, mechanism: 'dra' };
    expect(shape(ours)).toEqual(want);
    expect(shape({ ...ours, spec: { ...ours.spec, nodeName: 'n' } })).toEqual(want);
  });
});

/** Without a card, unless it is said. */
const own = (spec: Partial<PodSpec>) =>
  alike(podOf({ containers: [plain('a')], ...spec }), NAMESPACE);

describe('what a claim costs', () => {
  const twice = { resource: 'nvidia.com/gpu', count: 2 };
  const menu = menuOf([...nodes, cards('c', 'h100')], catalogue, (namespace, one) =>
    one.resourceClaimName === 'pair' ? twice : worldOf({ nodes }).menu.claimed(namespace, one),
  );
  const table: { name: string; spec: Partial<PodSpec>; want: number }[] = [
    { name: 'a template of devices', spec: { resourceClaims: [made('x')] }, want: 142 },
    {
      name: 'each claim, used or not',
      spec: { resourceClaims: [made('x'), made('y')] },
      want: 284,
    },
    {
      name: 'two cards',
      spec: { resourceClaims: [{ name: 'x', resourceClaimName: 'pair' }] },
      want: 2000,
    },
    {
      name: 'one that nobody knows',
      spec: { resourceClaims: [{ name: 'x', resourceClaimName: 'y' }] },
      want: 0,
    },
    {
      name: 'a claim beside a card',
      spec: { resourceClaims: [made('x')], containers: [container('a')] },
      want: 1142,
    },
  ];
  test.each(table)('$name: $want', ({ spec, want }) => {
    expect(claimOf(own(spec), menu, catalogue).milliGPU).toBe(want);
  });
});
