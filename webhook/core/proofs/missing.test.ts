/** Pods that say little of cores, memory and disk, at doors where policies set what is missing. */
import { describe, expect } from '@jest/globals';
import { gpuAsks } from '../asks.ts';
import type { Mode } from '../decision.ts';
import { edited } from '../edits/edited.ts';
import { readOriginal } from '../edits/original.ts';
import { undo } from '../edits/undo.ts';
import { examine } from '../examine.ts';
import type { NodeFacts } from '../menu/node.ts';
import { seats, type Pod, type ResourceList } from '../pod.ts';
import { parseQuantity } from '../quantity.ts';
import { effectiveRequests } from '../requests.ts';
import type { GuardInForce, Parameters } from '../terms.ts';
import { drawFrom, type Draw } from '../testing/draw.ts';
import { alwaysOf, type Kind } from '../testing/laws.contract.ts';
import { afterNeighbours } from '../testing/neighbours.ts';
import { onTheNode } from '../testing/on-the-node.ts';
import { takesNow, takesOnceMade } from '../testing/oracle.ts';
import { apply } from '../testing/patched.contract.ts';
import { plainFrom, visitOf, type Scene } from '../testing/scenes.ts';
import { sliced, visit, type Visit } from '../testing/visits.ts';
import { worldOf } from '../testing/world.ts';

const GI = 1024;
const RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];

const named = (draw: Draw, policy: string, parameters: Parameters): GuardInForce => ({
  severity: 'deny',
  written: 'deny',
  mode: draw.oneOf<Mode>('enforce', 'enforce', 'enforce', 'warn', 'observe'),
  parameters,
  policy,
});

/** One policy or two, of which one may set a ceiling that the other does not know of. */
function setting(draw: Draw): readonly (readonly [string, readonly GuardInForce[]])[] {
  const [cores, MiB] = [draw.oneOf(2, 0.5, 8), draw.oneOf(8, 1, 100) * GI];
  return [
    ['guard/cpu', [named(draw, 'a', { setCores: cores })]],
    [
      'guard/memory',
      draw.oneOf(
        [named(draw, 'a', { setMemory: MiB })],
        [named(draw, 'a', { setMemory: MiB }), named(draw, 'b', { setMemory: 2 * MiB })],
        [named(draw, 'a', { setMemory: MiB }), named(draw, 'b', { mostMemory: 16 * GI })],
      ),
    ],
    ['guard/ephemeral-storage', [named(draw, 'a', { setStorage: 20 * GI })]],
  ];
}

/** Of its cores and memory a node has all left, or a little, or nothing. */
function fuller(draw: Draw, node: NodeFacts): NodeFacts {
  const part = draw.oneOf(0, 0, 0.97, 1);
  const used = Object.fromEntries(
    RESOURCES.map((name) => [name, Math.floor((node.allocatable[name] ?? 0) * part)]),
  );
  return { ...node, used: { ...node.used, ...used } };
}

function settingFrom(numbers: readonly number[]): Scene {
  const scene = plainFrom(numbers);
  const draw = drawFrom(numbers.toReversed());
  const guards = new Map([...(scene.parts.guards ?? new Map()), ...setting(draw)]);
  const nodes = scene.parts.nodes.map((node) => fuller(draw, node));
  const { terms: drawn = 'none' } = scene.parts;
  const told = drawn === 'none' ? drawn : { ...drawn, mode: draw.oneOf<Mode>('warn', 'observe') };
  const terms = draw.oneOf(drawn, drawn, drawn, told, 'none' as const);
  const parts = { ...scene.parts, guards, nodes, terms };
  return { ...scene, parts, world: worldOf(parts) };
}

const setsIn = ({ decision }: Visit) =>
  (decision.supplied ?? []).filter(({ mode }) => mode === 'enforce');

const of = (every: Kind['every'], outOf: number): Kind => ({ every, from: settingFrom, outOf });
const any = of(() => true, 1);
const supplied = of((_, seen) => setsIn(seen).length > 0, 4);
const suppliedAndSliced = of((_, seen) => setsIn(seen).length > 0 && sliced(seen), 20);
const apart = of((_, { decision }) => decision.apart !== undefined, 10);

const lists = (pod: Pod): readonly (readonly [string, ResourceList, ResourceList])[] =>
  seats(pod).map(({ pointer, container: { resources } }) => [
    pointer,
    resources?.requests ?? {},
    resources?.limits ?? {},
  ]);

const asks = ({ pod }: Visit) =>
  gpuAsks(pod).map(({ seat, resource, count }) => [seat.pointer, resource, count]);

const beside = (list: ResourceList): ResourceList =>
  Object.fromEntries(Object.entries(list).filter(([name]) => RESOURCES.includes(name)));

const takers = ({ parts }: Scene, pod: Pod, takes: typeof takesNow): readonly string[] =>
  parts.nodes.filter((node) => takes(pod.spec, node, onTheNode(pod))).map(({ name }) => name);

describe('what a container says of cores, memory and disk', () => {
  alwaysOf(any, 'stands, and limits are never written', ({ pod }, seen) => {
    const after = new Map(lists(seen.pod).map(([at, ...both]) => [at, both]));
    for (const [at, requests, limits] of lists(pod)) {
      const [requestsNow = {}, limitsNow = {}] = after.get(at) ?? [];
      expect(beside(requestsNow)).toMatchObject(beside(requests));
      expect(beside(limitsNow)).toEqual(beside(limits));
    }
  });

  alwaysOf(any, 'is more than it was only by what is told, in force', ({ pod }, seen) => {
    const before = new Map(lists(pod).map(([at, requests]) => [at, beside(requests)]));
    const came = seats(seen.pod).flatMap(({ pointer, container }) =>
      Object.entries(beside(container.resources?.requests ?? {}))
        .filter(([name]) => before.get(pointer)?.[name] === undefined)
        .map(([resource, quantity]) => `${container.name} ${resource} ${quantity}`),
    );
    // What of a list was only limited, the API server requests, and not we.
    const told = setsIn(seen).map(
      ({ container, resource, quantity }) => `${container} ${resource} ${quantity}`,
    );
    expect(came.toSorted()).toEqual(told.toSorted());
  });

  alwaysOf(supplied, 'is never a request above its limit', (_, seen) => {
    for (const [, requests, limits] of lists(seen.pod))
      for (const name of RESOURCES.filter((one) => Object.hasOwn(limits, one)))
        expect(Number(parseQuantity(requests[name] ?? 0))).toBeLessThanOrEqual(
          Number(parseQuantity(limits[name] ?? 0)),
        );
  });

  alwaysOf(supplied, 'is what it was once our annotation is followed back', ({ pod }, seen) => {
    const original = readOriginal(seen.pod);
    if (original === 'none') throw new Error('what we set is not told of');
    const back = lists(undo(seen.pod, original)).map(([at, requests]) => [at, beside(requests)]);
    expect(back).toEqual(lists(pod).map(([at, requests]) => [at, beside(requests)]));
  });

  alwaysOf(
    any,
    'counts for room as the scheduler will count it',
    ({ pod }, { decision, ...seen }) => {
      const pictured = edited(pod, decision.inForce ? decision.edits : (decision.apart ?? []));
      expect(effectiveRequests(pictured)).toEqual(effectiveRequests(seen.pod));
    },
  );
});

describe('a pod whose requests we set', () => {
  alwaysOf(supplied, 'waits only where it would wait without us', (scene, seen) => {
    if (takers(scene, seen.pod, takesNow).length > 0) return;
    expect(takers(scene, scene.pod, takesNow)).toEqual([]);
    if (takers(scene, seen.pod, takesOnceMade).length > 0) return;
    expect(takers(scene, scene.pod, takesOnceMade)).toEqual([]);
  });

  alwaysOf(supplied, 'gives an empty patch and the same id when it comes again', (scene, seen) => {
    const again = visit(seen.after, scene.world, apply);
    expect(again.ops).toEqual([]);
    expect(again.decision.id).toBe(seen.decision.id);
  });

  alwaysOf(
    supplied,
    'gives an empty patch whatever harmless neighbours did',
    (scene, seen, more) => {
      const changed = afterNeighbours(seen.after, drawFrom(more));
      expect(visit(changed, scene.world, apply).ops).toEqual([]);
    },
  );

  alwaysOf(
    suppliedAndSliced,
    'gives an empty patch however full the nodes are by now',
    (scene, seen) => {
      const nodes = scene.parts.nodes.map((node) => ({ ...node, used: node.allocatable }));
      const world = worldOf({ ...scene.parts, nodes });
      // One that keeps its card is decided anew, with or without requests of ours: see ./twice.test.ts.
      expect(visit(seen.after, world, apply).ops).toEqual([]);
    },
  );

  alwaysOf(supplied, 'has the GPUs it would have without', (scene, seen) => {
    const guards = new Map(
      [...(scene.parts.guards ?? new Map())].filter(([id]) => !/cpu|memory|storage/.test(id)),
    );
    const without = visit(scene.raw, worldOf({ ...scene.parts, guards }), apply);
    expect(asks(seen)).toEqual(asks(without));
    expect(seen.pod.spec.affinity).toEqual(without.pod.spec.affinity);
  });

  alwaysOf(supplied, 'is refused by none of the guardrails that set it', (scene, seen) => {
    const { decision } = examine(visitOf(seen.after), scene.world);
    const told = new Set(setsIn(seen).map(({ resource }) => `guard/${resource}`));
    for (const { id, reason } of decision.rules.filter(({ outcome }) => outcome === 'fail'))
      if (told.has(id)) expect(reason).not.toMatch(/at most/);
  });

  alwaysOf(apart, 'and nothing else of it, has an untouched placement', ({ pod }, seen) => {
    expect(seen.pod.spec.affinity).toEqual(pod.spec.affinity);
    expect(seen.pod.spec.tolerations).toEqual(pod.spec.tolerations);
    expect(gpuAsks(seen.pod).map(({ resource }) => resource)).toEqual(
      gpuAsks(pod).map(({ resource }) => resource),
    );
  });
});
