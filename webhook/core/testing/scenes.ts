/** A pod at the door of a world, drawn. */
import type { NodeFacts } from '../menu/node.ts';
import type { Pod } from '../pod.ts';
import { guardsAt } from './guards.ts';
import { seats } from '../pod.ts';
import type { Profile } from '../profile.ts';
import { readPod } from '../read-pod.ts';
import type { Review } from '../review.ts';
import type { FractionTerms, Terms } from '../terms.ts';
import type { SiblingShape, World } from '../world.ts';
import { drawFrom, NUMBERS, type Draw } from './draw.ts';
import { fleet } from './fleets.ts';
import { profileOf, reviewOf } from './pods.ts';
import { rawPod, type Raw } from './raw-pods.ts';
import { termsOf, worldOf, type WorldParts } from './world.ts';

export interface Scene {
  readonly raw: Raw;
  readonly pod: Pod;
  readonly parts: WorldParts;
  readonly world: World;
}

export function sceneFrom(numbers: readonly number[]): Scene {
  const draw = drawFrom(numbers);
  const raw = rawPod(draw);
  return sceneOf(draw, raw, fleet(draw));
}

/** A pod that says little, and so is sliced more often. */
export const plainFrom = (numbers: readonly number[]): Scene => plainOn(numbers, fleet);

/** On several nodes of each kind, some fuller than others, under a policy that packs them. */
export function crowdFrom(numbers: readonly number[]): Scene {
  const scene = plainOn(numbers, (draw) => fleet(draw, { kinds: 5, each: 6 }));
  const { terms: drawn } = scene.parts;
  if (drawn === 'none' || drawn === undefined) return scene;
  const parts = { ...scene.parts, terms: { ...drawn, packing: 'fuller' as const } };
  return { ...scene, parts, world: worldOf(parts) };
}

/** On a fleet that is nearly full, where somebody has to wait. */
export const scarceFrom = (numbers: readonly number[]): Scene =>
  plainOn(numbers, (draw) => fleet(draw).map((node) => filled(draw, node)));

function plainOn(numbers: readonly number[], nodes: (draw: Draw) => readonly NodeFacts[]): Scene {
  const raw = rawPod(drawFrom(numbers.slice(NUMBERS / 2).map(plainer)));
  const draw = drawFrom(numbers);
  return sceneOf(draw, raw, nodes(draw));
}

/** Two choices in three are the first one. */
const plainer = (number: number): number => (Math.floor(number / 1000) % 3 === 0 ? number : 0);

const filled = (draw: Draw, node: NodeFacts): NodeFacts =>
  draw.rarely(4) ? node : { ...node, used: { ...node.used, ...gpusOf(node) } };

const gpusOf = ({ allocatable }: NodeFacts) =>
  Object.fromEntries(Object.entries(allocatable).filter(([name]) => name.includes('/')));

function sceneOf(draw: Draw, raw: Raw, nodes: readonly NodeFacts[]): Scene {
  const pod = podIn(raw);
  const parts = {
    nodes,
    terms: draw.rarely(30) ? ('none' as const) : terms(draw),
    profiles: profiles(draw, pod),
    guards: GUARDS,
  };
  const siblings = siblingsOf(draw, pod, worldOf(parts));
  return { raw, pod, parts: { ...parts, siblings }, world: worldOf({ ...parts, siblings }) };
}

const GUARDS = guardsAt({
  'guard/one-shared-unit': 'deny',
  'guard/unknown-resource': 'deny',
  'guard/forged-decision': 'deny',
  'guard/parallel-count': 'deny',
});

/** What the door lets in; a scene that it does not is a mistake of ours. */
export function podIn(raw: Raw): Pod {
  const read = readPod(raw);
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.pod;
}

export const visitOf = (raw: Raw, parts: Partial<Review> = {}): Review =>
  reviewOf(podIn(raw), parts);

const terms = (draw: Draw): Terms =>
  termsOf({
    mode: draw.rarely(10) ? draw.oneOf('warn', 'observe') : 'enforce',
    ladder: draw.oneOf(
      ['mig', 'timeSlice'],
      ['mig'],
      ['timeSlice', 'mig'],
      ['mig', 'whole', 'timeSlice'],
      ['timeSlice'],
      ['mps', 'timeSlice'],
      ['fraction', 'mig'],
      ['mig', 'fraction'],
      ['dra', 'mig'],
      ['mig', 'dra', 'timeSlice'],
      ['dra'],
      ['dra', 'whole'],
    ),
    choose: draw.oneOf('ladder', 'cheapest'),
    floorMiB: draw.oneOf(0, 4096),
    products: draw.rarely(5)
      ? []
      : draw.oneOf(['H100-80GB', 'A100-40GB', 'L4'], ['A100-40GB', 'H100-80GB']),
    timeSlice: draw.oneOf(
      { trustDomain: 'cluster', pools: [] },
      { trustDomain: 'team', pools: [{ team: 'speech' }] },
      { trustDomain: 'team', pools: [] },
    ),
    mps: draw.oneOf(
      { trustDomain: 'cluster', pools: [], runAsUser: 0 },
      { trustDomain: 'team', pools: [{ team: 'speech' }], runAsUser: 1000 },
    ),
    fraction: draw.oneOf<Terms['fraction']>(
      'none',
      fractions('kai', 'always'),
      fractions('kai', 'owned'),
      fractions('hami', 'always'),
    ),
    settings: draw.oneOf('leave', 'rewrite'),
    optOut: draw.oneOf('allowed', 'denied'),
    adopt: draw.oneOf('onRollout', 'onRollout', 'onCreate'),
    tolerate: draw.oneOf(
      ['nvidia.com/gpu', 'team'],
      ['nvidia.com/gpu'],
      ['nvidia.com/gpu', 'team'],
      [],
    ),
    require: draw.oneOf([], [], [], [{ key: 'zone', operator: 'In', values: ['a'] }]),
    packing: draw.oneOf('none', 'fuller'),
    kueue: draw.oneOf('leave', 'size'),
  });

const fractions = (
  engine: FractionTerms['engine'],
  schedule: FractionTerms['schedule'],
): FractionTerms => ({
  engine,
  schedule,
  schedulerName: `${engine}-scheduler`,
  ...(engine === 'kai' ? { queue: 'research' } : {}),
  trustDomain: 'cluster',
  pools: [],
});

function profiles(draw: Draw, pod: Pod): Record<string, Profile> {
  const found: [string, Profile][] = [];
  for (const { container } of seats(pod)) {
    if (draw.rarely(20)) continue;
    const measuredOn = draw.oneOf('H100-80GB', 'H100-80GB', 'A100-40GB', 'L4');
    found.push([
      container.name,
      profileOf(container, {
        measuredOn,
        vramMaxMiB: draw.oneOf(3000, 6000, 300, 4000, 9000, 18_000),
        smP95: draw.oneOf(0.08, 0.02, 0, 0.05),
        ...(draw.rarely(6) ? { tag: '0.9', hours: draw.oneOf(100, 30) } : {}),
      }),
    ]);
  }
  return Object.fromEntries(found);
}

/** Mostly none; sometimes every container has the shape of one offer, which may fit or not. */
function siblingsOf(draw: Draw, pod: Pod, { menu }: World): SiblingShape | 'none' {
  if (!draw.rarely(4)) return 'none';
  const offers = menu.pools.flatMap((pool) => pool.offers);
  const offer = offers[draw.int(offers.length + 1)];
  const shape =
    offer === undefined
      ? { slice: 'H100-80GB nvidia.com/mig-9g.90gb', mechanism: 'mig' as const }
      : { slice: offer.key, mechanism: offer.mechanism };
  return { containers: new Map(seats(pod).map(({ container }) => [container.name, shape])) };
}
