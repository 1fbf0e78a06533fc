/** What goldens cannot tell: who asks, what changes on a pod that runs, and what a binding brings. */
import { describe, expect, test } from '@jest/globals';
import { examine } from '../examine.ts';
import type { Container, ObjectMeta, Pod } from '../pod.ts';
import type { Review } from '../review.ts';
import { everyGuard } from '../testing/guards.ts';
import { cards } from '../testing/nodes.ts';
import { plain, podOf, reviewOf, served } from '../testing/pods.ts';
import { worldOf } from '../testing/world.ts';

const world = worldOf({ nodes: [cards('whole', 'h100')], guards: everyGuard('deny') });

/** What refuses it, and why; `let in` where nothing does. */
function came(pod: Pod, parts: Partial<Omit<Review, 'alike'>> = {}): string {
  const { verdict, inForce, because } = examine(reviewOf(pod, parts), world).decision;
  return verdict === 'refuse' && inForce ? `${because.rule}: ${because.says}` : 'let in';
}

const env = (name: string, value: string) => ({ env: [{ name, value }] });
const debugged = (pod: Pod, ...by: readonly Container[]): Pod => ({
  ...pod,
  spec: { ...pod.spec, ephemeralContainers: by },
});
const joining = (pod: Pod, ...by: readonly Container[]): string =>
  came(debugged(pod, ...by), {
    operation: 'UPDATE',
    subResource: 'ephemeralcontainers',
    oldPod: pod,
  });

describe('B1: a container that joins a pod to debug it', () => {
  const all8 = plain('peek', env('NVIDIA_VISIBLE_DEVICES', 'all'));
  const root = plain('root', { securityContext: { privileged: true } });
  const cpu = podOf({ containers: [plain('a')] });

  test('is refused where it picks devices, in a pod with a GPU and in one without', () => {
    const says =
      'guard/visible-devices: container peek sets NVIDIA_VISIBLE_DEVICES to "all"; remove it, and ask for a GPU under resources.limits';
    expect(joining(podOf(), all8)).toBe(says);
    expect(joining(cpu, all8)).toBe(says);
  });

  test('is refused where it is privileged, in a pod with a GPU', () => {
    expect(joining(podOf(), root)).toMatch(/^guard\/privileged: container root is privileged/);
    expect(joining(cpu, root)).toBe('let in');
  });

  test('is let in where it picks none', () => {
    expect(joining(podOf(), plain('sh'))).toBe('let in');
    expect(joining(cpu, plain('sh', env('NVIDIA_VISIBLE_DEVICES', 'void')))).toBe('let in');
  });

  test('does not answer for what was let in before it came', () => {
    const old = debugged(served(env('NVIDIA_VISIBLE_DEVICES', 'all'), { nodeName: 'n1' }), all8);
    const now = debugged(old, all8, plain('sh'));
    expect(came(old)).toMatch(/^guard\/visible-devices/);
    expect(came(now, { operation: 'UPDATE', oldPod: old })).toBe('let in');
  });
});

const named = (annotations: ObjectMeta['annotations'] = {}): Pod =>
  podOf({ nodeName: 'gpu-1' }, { annotations, ownerReferences: [], name: 'static-gpu-1' });

describe('B6, B18: a pod that names its node', () => {
  const mirror = named({ 'kubernetes.io/config.mirror': 'abc' });

  test('is let in where it mirrors a static pod and that node’s kubelet asks', () => {
    expect(came(mirror, { node: 'gpu-1' })).toBe('let in');
  });

  const table: { name: string; pod: Pod; node?: string }[] = [
    { name: 'a user asks', pod: named() },
    { name: 'a user asks and says that it mirrors one', pod: mirror },
    { name: 'the kubelet of another node asks', pod: mirror, node: 'gpu-2' },
    { name: 'a kubelet asks for a pod that mirrors nothing', pod: named(), node: 'gpu-1' },
  ];
  test.each(table)('is refused where $name', ({ pod, node }) => {
    expect(came(pod, node === undefined ? {} : { node })).toMatch(
      /^guard\/node-name: it names the node gpu-1 itself/,
    );
  });

  test('what a kubelet was allowed is not remembered for others', () => {
    expect(came(mirror, { node: 'gpu-1' })).toBe('let in');
    expect(came(mirror)).toMatch(/^guard\/node-name/);
    expect(came(mirror, { node: 'gpu-1' })).toBe('let in');
  });
});

const bound = (meta: Partial<ObjectMeta>): string =>
  came(
    { metadata: { name: 'a', ...meta }, spec: { containers: [{ name: 'unknown' }] } },
    { subResource: 'binding' },
  );

describe('B6: a binding', () => {
  test.each([
    [{ annotations: { 'tranche.dev/decision': 'x' } }, 'the annotation tranche.dev/decision'],
    [{ labels: { 'tranche.dev/team': 'x' } }, 'the label tranche.dev/team'],
  ])('that brings a key of ours is refused: %j', (meta, what) => {
    expect(bound(meta)).toBe(
      `guard/own-keys: ${what} comes with the binding, which may bring none of this prefix`,
    );
  });

  test('with the notes of its scheduler is let in', () => {
    expect(bound({ annotations: { 'scheduler.example.com/why': 'x' } })).toBe('let in');
  });
});

describe('B13: keys of a pod that runs', () => {
  const was = podOf({}, { annotations: { 'tranche.dev/keep': 'original' } });
  const becoming = (meta: Partial<ObjectMeta>, old = was): string =>
    came(podOf({}, meta), { operation: 'UPDATE', oldPod: old });

  const decided = podOf({}, { annotations: { 'tranche.dev/decision': 'x' } });
  const table: { name: string; meta: Partial<ObjectMeta>; old?: Pod; want: RegExp }[] = [
    {
      name: 'a team',
      meta: { annotations: { 'tranche.dev/team': 'infra' } },
      want: /^guard\/own-keys: the annotation tranche.dev\/team is read by nobody; remove it: a pod may ask by the annotation tranche.dev\/keep: original and no other$/,
    },
    {
      name: 'a size, which no policy can have heard',
      meta: { annotations: { 'tranche.dev/vram': '12Gi' } },
      want: /^guard\/own-keys: the annotation tranche.dev\/vram is read by nobody/,
    },
    {
      name: 'what only a namespace may say',
      meta: { labels: { 'tranche.dev/rewrite': 'off' } },
      want: /^guard\/own-keys: the label tranche.dev\/rewrite is read on namespaces only/,
    },
    {
      name: 'a decision',
      meta: { annotations: { 'tranche.dev/decision': 'y' } },
      want: /^guard\/forged-decision/,
    },
    {
      name: 'no decision any more',
      meta: { annotations: {} },
      old: decided,
      want: /^guard\/forged-decision/,
    },
    { name: 'a wish gone', meta: { annotations: {} }, want: /^let in$/ },
    {
      name: 'a wish changed, and keys of others',
      meta: { annotations: { 'tranche.dev/keep': 'x', a: 'b' }, labels: { c: 'd' } },
      want: /^let in$/,
    },
  ];
  test.each(table)('may become or not: $name', ({ meta, old, want }) => {
    expect(becoming(meta, old)).toMatch(want);
  });

  test('one that nobody reads and that was there before is nobody’s fault now', () => {
    const keys = { 'tranche.dev/team': 'infra' };
    const old = podOf({}, { annotations: keys });
    expect(becoming({ annotations: { ...keys, 'tranche.dev/keep': 'original' } }, old)).toBe(
      'let in',
    );
  });
});

const asking = (meta: Partial<ObjectMeta>): string => came(podOf({}, meta));

describe('B15: what a new pod asks for itself', () => {
  test.each(['tranche.dev/keep', 'tranche.dev/vram', 'tranche.dev/share'])(
    '%s is its to say, by an annotation and by no label',
    (key) => {
      expect(asking({ annotations: { [key]: 'x' } })).toBe('let in');
      expect(asking({ labels: { [key]: 'x' } })).toMatch(/^guard\/own-keys: the label /);
    },
  );

  test.each(['price', 'team', 'profile', 'exemption'])('a %s is not', (word) => {
    expect(asking({ annotations: { [`tranche.dev/${word}`]: 'x' } })).toBe(
      `guard/own-keys: the annotation tranche.dev/${word} is read by nobody; remove it: a pod may ask by the annotation tranche.dev/keep: original, and by tranche.dev/vram or tranche.dev/share where its policy hears them`,
    );
  });
});

test('what a user writes is quoted in one bounded line', () => {
  const long = came(served(env('NVIDIA_VISIBLE_DEVICES', `\u001b[31m\n${'x'.repeat(100_000)}`)));
  expect(long.length).toBeLessThan(600);
  // oxlint-disable-next-line no-control-regex
  expect(long).not.toMatch(/[\u0000-\u001f]/);
});
