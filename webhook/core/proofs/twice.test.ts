import { describe, expect, test } from '@jest/globals';
import { array, assert, property } from 'fast-check';
import { gpuAsks } from '../asks.ts';
import { examine } from '../examine.ts';
import { DECISION, ORIGINAL } from '../governed.ts';
import { propose } from '../propose.ts';
import { drawFrom, NUMBERS } from '../testing/draw.ts';
import { afterNeighbours } from '../testing/neighbours.ts';
import { cards, gpuTaint, shared, single } from '../testing/nodes.ts';
import { podOf } from '../testing/pods.ts';
import { rawPod, type Raw } from '../testing/raw-pods.ts';
import { plainFrom, sceneFrom, visitOf, type Scene } from '../testing/scenes.ts';
import { placed } from '../testing/told.ts';
import { rewritten, visit } from '../testing/visits.ts';
import { worldOf } from '../testing/world.ts';
import { apply, wire } from '../testing/patched.contract.ts';
import {
  always,
  alwaysOf,
  type Kind,
  list,
  numRuns,
  onceRewritten,
  onceSliced,
} from '../testing/laws.contract.ts';

const selecting =
  (labels: Readonly<Record<string, string>>) =>
  (pod: Raw): Raw => {
    const spec = wire(pod['spec']) as { nodeSelector?: object };
    return { ...pod, spec: { ...spec, nodeSelector: { ...spec.nodeSelector, ...labels } } };
  };

/** They close roads and open none. */
const NARROWING = [
  selecting({ zone: 'a' }),
  selecting({ team: 'vision' }),
  selecting({ 'nvidia.com/gpu.product': 'NVIDIA-L4' }),
  selecting({ 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3' }),
] as const;

/** What is asked for and where it may go, in the end. */
function visited(raw: Raw, { world }: Scene): object {
  const { pod } = visit(raw, world, apply);
  const { tolerations = [], affinity, schedulerName, resourceClaims = [] } = pod.spec;
  const asks = gpuAsks(pod).map(({ seat, resource, count }) => [seat.pointer, resource, count]);
  const { nodeSelectorTerms } =
    affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? {};
  // No expressions and none written are the same.
  const required = nodeSelectorTerms?.map((term) => ({ matchExpressions: [], ...term }));
  return { asks, required, tolerations, schedulerName, resourceClaims };
}

const firstOfItsKind: Kind = {
  every: ({ parts }, seen) => rewritten(seen) && parts.siblings === 'none',
  from: plainFrom,
  outOf: 8,
};

describe('our own output', () => {
  always('gives an empty patch and the same id', ({ world }, { after, decision }) => {
    const again = visit(after, world, apply);
    expect(again.ops).toEqual([]);
    if (decision.inForce) expect(again.decision.id).toBe(decision.id);
  });

  onceRewritten(
    'gives an empty patch whatever harmless neighbours did to it',
    ({ world }, seen, more) => {
      const changed = afterNeighbours(seen.after, drawFrom(more));
      expect(visit(changed, world, apply).ops).toEqual([]);
    },
  );

  onceSliced(
    'is what it would be, had a neighbour that narrows it come first',
    (scene, seen, more) => {
      const narrow = drawFrom(more).oneOf(...NARROWING);
      // What is still legal stands, though another one might be free.
      if (visit(narrow(seen.after), scene.world, apply).ops.length === 0) return;
      expect(visited(narrow(seen.after), scene)).toEqual(visited(narrow(scene.raw), scene));
    },
  );

  alwaysOf(
    firstOfItsKind,
    'gives an empty patch where replicas have come up meanwhile',
    ({ parts }, seen) => {
      const offers = worldOf(parts).menu.pools.flatMap((pool) => pool.offers);
      for (const { key, mechanism } of offers.slice(0, 3)) {
        const shape = { slice: key, mechanism };
        const containers = new Map(seen.decision.containers.map(({ name }) => [name, shape]));
        const world = worldOf({ ...parts, siblings: { containers } });
        // A card that was kept whole is not ours to keep once its siblings hold slices.
        const whole = seen.decision.containers.every(({ mechanism: held }) => held === 'whole');
        if (!whole) expect(visit(seen.after, world, apply).ops).toEqual([]);
      }
    },
  );

  onceSliced(
    'gives an empty patch however the cards have filled meanwhile',
    ({ parts }, seen, more) => {
      const draw = drawFrom(more);
      const nodes = parts.nodes.map((node) => ({
        ...node,
        used: Object.fromEntries(
          Object.entries(node.allocatable).map(([name, all]) => [
            name,
            draw.oneOf(0, all, all - 1),
          ]),
        ),
      }));
      expect(visit(seen.after, worldOf({ ...parts, nodes }), apply).ops).toEqual([]);
    },
  );

  onceRewritten('is admitted by every guardrail', ({ world }, seen) => {
    const { decision } = examine(visitOf(seen.after), world);
    expect(decision.rules.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
  });

  always('has one id on both visits, and one name', ({ raw, world }, { decision, after }) => {
    const stored = { ...after, metadata: named(after['metadata']) };
    const judged = examine(visitOf(stored), world).decision;
    expect(judged.id).toBe(decision.id);
    expect(judged.workload).toEqual(decision.workload);
    // In observe, or where it missed the first visit, it has that id without an annotation.
    const missed = { ...raw, metadata: named(raw['metadata']) };
    expect(examine(visitOf(missed), world).decision.id).toBe(decision.id);
  });
});

test('a toleration that opens more slices to a whole GPU is answered once, and then no more', () => {
  const nodes = [
    cards('whole', 'h100'),
    single('cut', 'a100', { profile: '1g.5gb', count: 7 }),
    shared('turns', 'l4', { replicas: 4, renamed: false }, { taints: [gpuTaint] }),
  ];
  const world = worldOf({ nodes });
  const first = visit(wire({ ...podOf() }), world, apply);
  const spec = { ...first.pod.spec, tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists' }] };
  const second = visit({ ...first.after, spec }, world, apply);
  expect([first, second].map(({ decision }) => placed(decision))).toEqual([
    ['nvidia.com/gpu.product NotIn NVIDIA-A100-SXM4-40GB-MIG-1g.5gb'],
    ['nvidia.com/gpu.product NotIn NVIDIA-A100-SXM4-40GB-MIG-1g.5gb,NVIDIA-L4-SHARED'],
  ]);
  expect(visit(second.after, world, apply).ops).toEqual([]);
});

function named(metadata: unknown): object {
  const of = wire(metadata) as { name?: string; generateName?: string };
  return { ...of, name: of.name ?? `${of.generateName}x7k2q`, uid: 'pod-1' };
}

describe('the same question', () => {
  test('asked of another replica has the same decision, byte for byte', () => {
    assert(
      property(list(NUMBERS), (numbers) => {
        const [a, b] = [sceneFrom(numbers), sceneFrom(wire(numbers))];
        const answers = [a, b].map(({ raw, world }) => propose(visitOf(wire(raw)), world));
        expect(JSON.stringify(answers[1])).toBe(JSON.stringify(answers[0]));
        const judged = [a, b].map(({ raw, world }) => examine(visitOf(wire(raw)), world));
        expect(JSON.stringify(judged[1])).toBe(JSON.stringify(judged[0]));
      }),
      { numRuns },
    );
  });

  test('has the same decision whatever was asked before it', () => {
    assert(
      property(list(NUMBERS), array(list(90), { maxLength: 4 }), (numbers, others) => {
        const asked = sceneFrom(numbers);
        const fresh = sceneFrom(wire(numbers));
        for (const other of others) {
          const pod = rawPod(drawFrom(other));
          propose(visitOf({ ...pod, spec: asked.raw['spec'] }), asked.world);
          propose(visitOf({ ...asked.raw, spec: pod['spec'] }), asked.world);
        }
        const [worn, anew] = [asked, fresh].map(({ raw, world }) => propose(visitOf(raw), world));
        expect(JSON.stringify(worn)).toBe(JSON.stringify(anew));
      }),
      { numRuns },
    );
  });
});

describe('an annotation of ours that tells of something else', () => {
  always("is taken off where policy is enforced, and the pod is its user's", (scene, _, more) => {
    const { raw, world } = scene;
    const annotations = { [DECISION]: 'trust me', [ORIGINAL]: '{"v":1}' };
    const metadata = { ...(raw['metadata'] as object), annotations };
    const forged = { ...raw, metadata };
    const seen = visit(forged, world, apply);
    const honest = visit({ ...raw, metadata: { ...metadata, annotations: {} } }, world, apply);
    if (honest.decision.mode !== 'enforce') expect(seen.ops).toEqual([]);
    else expect(seen.after).toEqual(honest.after);
    expect(more.length).toBe(20);
  });
});
