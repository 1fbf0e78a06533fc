import { describe, expect, test } from '@jest/globals';
import { applyPatch } from 'rfc6902';
import type { Edit } from '../decision.ts';
import { patchOf } from './patch.ts';
import type { MatchExpression, Pod } from '../pod.ts';
import { asking, container, plain, podOf, sidecar } from '../testing/pods.ts';

/** As it comes over the wire. */
const wire = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const after = (pod: Pod, edits: readonly Edit[]): Pod => {
  const copy = wire(pod);
  const ops = wire(patchOf(pod, edits));
  expect(applyPatch(copy, ops).filter((fault) => fault !== null)).toEqual([]);
  return copy;
};

const product: MatchExpression = { key: 'nvidia.com/gpu.product', operator: 'In', values: ['X'] };
const strategy: MatchExpression = { key: 'shared', operator: 'In', values: ['none'] };
const zone: MatchExpression = { key: 'zone', operator: 'In', values: ['a'] };
const rack: MatchExpression = { key: 'rack', operator: 'Exists' };
const place: Edit = { kind: 'nodeAffinity', require: [product, strategy] };

const required = (nodeSelectorTerms: object[]) => ({
  requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms },
});

describe('placement joins what the user wrote', () => {
  const preferred = { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1 }] };
  const podAffinity = { preferredDuringSchedulingIgnoredDuringExecution: [] };
  const ours = required([{ matchExpressions: [product, strategy] }]);
  const fuller = { weight: 3, preference: { matchExpressions: [rack] } };
  const wished: Edit = { kind: 'preference', prefer: [fuller] };
  const wishes = { preferredDuringSchedulingIgnoredDuringExecution: [fuller] };
  const table: { name: string; affinity: object | undefined; edits?: Edit[]; want: object }[] = [
    {
      name: 'a wish alone requires nothing',
      affinity: undefined,
      edits: [wished],
      want: { nodeAffinity: wishes },
    },
    {
      name: 'a wish beside a pin',
      affinity: undefined,
      edits: [place, wished],
      want: { nodeAffinity: { ...ours, ...wishes } },
    },
    {
      name: 'a wish leaves what is required alone',
      affinity: { nodeAffinity: required([{ matchExpressions: [zone] }]) },
      edits: [wished],
      want: { nodeAffinity: { ...required([{ matchExpressions: [zone] }]), ...wishes } },
    },
    {
      name: "a wish comes behind its user's",
      affinity: { nodeAffinity: preferred },
      edits: [wished],
      want: {
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1 }, fuller],
        },
      },
    },
    { name: 'no affinity: ours alone', affinity: undefined, want: { nodeAffinity: ours } },
    {
      name: 'affinity to pods stays',
      affinity: { podAffinity },
      want: { podAffinity, nodeAffinity: ours },
    },
    {
      name: 'preferences stay',
      affinity: { nodeAffinity: preferred },
      want: { nodeAffinity: { ...preferred, ...ours } },
    },
    {
      name: 'ours go into each of the terms, which are joined by or',
      affinity: {
        nodeAffinity: required([{ matchExpressions: [zone] }, { matchExpressions: [rack] }]),
      },
      want: {
        nodeAffinity: required([
          { matchExpressions: [zone, product, strategy] },
          { matchExpressions: [rack, product, strategy] },
        ]),
      },
    },
    {
      name: 'a term of fields gets expressions',
      affinity: { nodeAffinity: required([{ matchFields: [zone] }]) },
      want: {
        nodeAffinity: required([{ matchFields: [zone], matchExpressions: [product, strategy] }]),
      },
    },
    {
      name: 'a term that selects nothing is not made to select something',
      affinity: {
        nodeAffinity: required([{}, { matchExpressions: [] }, { matchExpressions: [zone] }]),
      },
      want: {
        nodeAffinity: required([
          {},
          { matchExpressions: [] },
          { matchExpressions: [zone, product, strategy] },
        ]),
      },
    },
  ];
  test.each(table)('$name', ({ affinity, edits = [place], want }) => {
    const pod = podOf(affinity === undefined ? {} : { affinity });
    expect(after(pod, edits).spec.affinity).toEqual(want);
  });
});

describe('resources move in both maps', () => {
  const to = 'nvidia.com/mig-1g.10gb';
  const move = (pointer: `/${string}`, name: string): Edit => ({
    kind: 'resource',
    pointer,
    container: name,
    from: 'nvidia.com/gpu',
    to,
  });
  const one = { [to]: '1' };

  test('and what else stands there stays', () => {
    const resources = {
      requests: { cpu: '2', 'nvidia.com/gpu': '1' },
      limits: { memory: '1Gi', 'nvidia.com/gpu': '1' },
      claims: [],
    };
    const pod = podOf({ containers: [plain('proxy'), plain('server', { resources })] });
    expect(
      after(pod, [move('/spec/containers/1', 'server')]).spec.containers[1]?.resources,
    ).toEqual({ requests: { cpu: '2', ...one }, limits: { memory: '1Gi', ...one }, claims: [] });
  });

  const halves = { requests: { 'nvidia.com/gpu': '1' }, limits: { 'nvidia.com/gpu': '1' } };
  test.each(['requests', 'limits'] as const)(
    'where %s alone are given, the other is made',
    (kind) => {
      const resources = { [kind]: halves[kind] };
      const pod = podOf({ containers: [plain('server', { resources })] });
      expect(
        after(pod, [move('/spec/containers/0', 'server')]).spec.containers[0]?.resources,
      ).toEqual({ requests: one, limits: one });
    },
  );

  test('a card is given up where it stands, and nothing else', () => {
    const edit: Edit = {
      kind: 'withdraw',
      pointer: '/spec/containers/0',
      container: 'server',
      resource: 'nvidia.com/gpu',
    };
    const resources = { requests: { cpu: '2' }, limits: { 'nvidia.com/gpu': '1' } };
    const pod = podOf({ containers: [plain('server', { resources })] });
    expect(after(pod, [edit]).spec.containers[0]?.resources).toEqual({
      requests: { cpu: '2' },
      limits: {},
    });
  });

  test.each(['requests', 'limits'] as const)(
    'a size goes beside the card in both, of which %s alone are given',
    (kind) => {
      const edit: Edit = {
        kind: 'beside',
        pointer: '/spec/containers/0',
        container: 'server',
        resource: 'nvidia.com/gpumem',
        quantity: '8155',
      };
      const size = { 'nvidia.com/gpumem': '8155' };
      const pod = podOf({ containers: [plain('server', { resources: { [kind]: halves[kind] } })] });
      expect(after(pod, [edit]).spec.containers[0]?.resources).toEqual({
        requests: size,
        limits: size,
        [kind]: { ...halves[kind], ...size },
      });
    },
  );

  test('in init containers and sidecars as well', () => {
    const pod = podOf({ initContainers: [sidecar(container('side')), container('warm')] });
    const moved = after(pod, [
      move('/spec/initContainers/0', 'side'),
      move('/spec/initContainers/1', 'warm'),
    ]);
    expect(moved.spec.initContainers?.map(({ resources }) => resources)).toEqual(
      [asking('1', to), asking('1', to)].map(({ resources }) => resources),
    );
    expect(moved.spec.containers).toEqual(pod.spec.containers);
  });
});

describe('tolerations and annotations are added, never lost', () => {
  const gpu = { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' };
  const tolerate: Edit = { kind: 'toleration', key: gpu.key };

  test('to none and to some', () => {
    expect(after(podOf(), [tolerate]).spec.tolerations).toEqual([gpu]);
    const own = { key: 'team', operator: 'Exists' };
    expect(after(podOf({ tolerations: [own] }), [tolerate]).spec.tolerations).toEqual([own, gpu]);
  });

  test('annotations that hold slashes and tildes', () => {
    const key = 'tranche.dev/a~b';
    const note: Edit = { kind: 'annotate', key, value: 'x' };
    expect(after(podOf(), [note]).metadata.annotations).toEqual({ [key]: 'x' });
    const labels = { [key]: 'a label' };
    const noted = podOf({}, { labels, annotations: { other: 'y', [key]: 'old' } });
    expect(after(noted, [note]).metadata.annotations).toEqual({ other: 'y', [key]: 'x' });
    const off: Edit = { kind: 'unannotate', key };
    expect(after(noted, [off]).metadata).toMatchObject({ labels, annotations: { other: 'y' } });
    expect(after(noted, [off]).metadata.annotations).toEqual({ other: 'y' });
    expect(patchOf(podOf(), [off])).toEqual([]);
  });

  test('no edits, no patch', () => {
    expect(patchOf(podOf(), [])).toEqual([]);
  });
});
