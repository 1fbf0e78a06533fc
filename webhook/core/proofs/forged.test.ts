import { env } from 'node:process';
import { describe, expect, test } from '@jest/globals';
import { assert, property } from 'fast-check';
import { gpuAsks } from '../asks.ts';
import type { Decision } from '../decision.ts';
import { examine } from '../examine.ts';
import { DECISION, ORIGINAL } from '../governed.ts';
import { isSlice } from '../fit/legal.ts';
import type { Offer } from '../menu.ts';
import { readOriginal } from '../edits/original.ts';
import { undo } from '../edits/undo.ts';
import { seats } from '../pod.ts';
import { propose } from '../propose.ts';
import { sentence } from '../sentence.ts';
import { drawFrom, NUMBERS, type Draw } from '../testing/draw.ts';
import { reviewOf } from '../testing/pods.ts';
import type { Raw } from '../testing/raw-pods.ts';
import { podIn, sceneFrom, visitOf, type Scene } from '../testing/scenes.ts';
import { patchFor } from '../testing/told.ts';
import { visit } from '../testing/visits.ts';
import { termsOf, worldOf } from '../testing/world.ts';
import { apply, wire } from '../testing/patched.contract.ts';
import { list } from '../testing/laws.contract.ts';

const numRuns = Number(env['PROOF_RUNS'] ?? 300);

/** A pod whose author writes slices into it, and our annotations beside them, as if we had. */
function forgedBy(draw: Draw, scene: Scene): Raw {
  return draw.oneOf(honestElsewhere, byHand, claimHidden)(draw, scene);
}

/** One claim more than we made, which the annotation says was ours as well. */
function claimHidden(draw: Draw, scene: Scene): Raw {
  const honest = wire(honestElsewhere(draw, scene));
  const pod = podIn(honest);
  const original = readOriginal(pod);
  const [first] = pod.spec.containers;
  if (original === 'none' || first === undefined) return honest;
  const claim = draw.oneOf('tranche', 'tranche-2', 'mine');
  const template = draw.oneOf('small', 'medium', 'unheard-of');
  const also = [
    ...(original.also ?? []),
    { kind: 'claim', pointer: '/spec/containers/0', container: first.name, claim, template },
  ];
  const { annotations } = honest['metadata'] as { annotations: Record<string, string> };
  annotations[ORIGINAL] = JSON.stringify({ ...original, also });
  const spec = honest['spec'] as { resourceClaims?: object[] };
  const more = { name: claim, resourceClaimTemplateName: template };
  spec.resourceClaims = [...(spec.resourceClaims ?? []), more];
  return honest;
}

function byHand(draw: Draw, { raw, world }: Scene): Raw {
  const copy = wire(raw);
  const offers = world.menu.pools.flatMap((pool) => pool.offers);
  const offer = offers[draw.int(offers.length)];
  if (offer === undefined) return copy;
  const containers: Record<string, { asked: string; slice: string; got: string }> = {};
  for (const container of gpuContainers(copy)) {
    const asked = draw.oneOf('nvidia.com/gpu', 'nvidia.com/gpu', 'cpu', offer.resource);
    containers[container.name] = { asked, slice: offer.key, got: offer.resource };
    const count = draw.oneOf('1', '1', '1', '2');
    container.resources = {
      limits: { [offer.resource]: count },
      requests: { [offer.resource]: count },
    };
  }
  return annotated(copy, offer, containers, draw);
}

/** What we made of the pod where everything was allowed: the best forgery there is. */
function honestElsewhere(draw: Draw, { raw, pod, parts, world }: Scene): Raw {
  const offers = world.menu.pools.flatMap((pool) => pool.offers).filter(isSlice);
  const offer = offers[draw.int(offers.length)];
  if (offer === undefined) return raw;
  const shape = { slice: offer.key, mechanism: offer.mechanism };
  const containers = new Map(seats(pod).map(({ container }) => [container.name, shape]));
  const generous = worldOf({ ...parts, terms: ANYTHING, siblings: { containers } });
  return visit(raw, generous, apply).after;
}

const ANYTHING = termsOf({ ladder: ['mig', 'timeSlice', 'dra'] });

interface RawContainer {
  readonly name: string;
  resources?: { limits: Record<string, unknown>; requests?: Record<string, unknown> };
}

const gpuContainers = (raw: Raw): RawContainer[] => {
  const { initContainers = [], containers } = raw['spec'] as Record<string, RawContainer[]>;
  return [...initContainers, ...(containers ?? [])].filter(({ resources }) =>
    Object.keys(resources?.limits ?? {}).some((name) => name.startsWith('nvidia.com/')),
  );
};

function annotated(raw: Raw, offer: Offer, containers: object, draw: Draw): Raw {
  const require = draw.oneOf(offer.pins, offer.pins, []);
  const taken = Object.entries(containers).map(([container, entry]) => ({
    container,
    ...(entry as { asked: string; slice: string; got: string }),
  }));
  const original = {
    v: 1,
    id: 'f'.repeat(16),
    containers,
    require,
    affinity: draw.rarely(2),
    tolerate: draw.oneOf(['nvidia.com/gpu'], []),
  };
  const because = { rule: 'fit/mig', says: 'trust me' } as const;
  const voucher = { policy: 'default', id: 'f'.repeat(16), optOut: true };
  const metadata = raw['metadata'] as { annotations?: Record<string, string> };
  const expressions = draw.oneOf(require, offer.pins);
  const pinned = {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: expressions }],
      },
    },
  };
  const placed = draw.rarely(4) ? {} : { affinity: pinned };
  return {
    ...raw,
    metadata: {
      ...metadata,
      annotations: {
        ...metadata.annotations,
        [DECISION]: sentence(taken, because, voucher),
        [ORIGINAL]: JSON.stringify(original),
      },
    },
    spec: {
      ...(raw['spec'] as object),
      ...placed,
      tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
    },
  };
}

/** Left alone with our annotations on it: the forger is believed. */
const believed = (raw: Raw, decision: Decision): boolean =>
  decision.mode === 'enforce' &&
  podIn(raw).metadata.annotations?.[ORIGINAL] !== undefined &&
  patchFor(podIn(raw), decision).length === 0;

/** Slices that a fresh decision about the pod as it claims to have been finds open, or only sold out. */
function permitted(raw: Raw, { parts }: Scene): ReadonlySet<string> {
  const pod = podIn(raw);
  const original = readOriginal(pod);
  if (original === 'none') return new Set();
  const fresh = [parts, { ...parts, siblings: 'none' as const }].map((one) =>
    propose(reviewOf(undo(pod, original)), worldOf(one)),
  );
  const open = fresh.flatMap(({ containers }) =>
    containers.flatMap(({ candidates }) =>
      candidates.filter(
        ({ rejectedBy }) => rejectedBy === undefined || rejectedBy.rule === 'fit/sold-out',
      ),
    ),
  );
  return new Set(open.map(({ slice }) => slice));
}

const templatesOf = (raw: Raw) =>
  (podIn(raw).spec.resourceClaims ?? []).map(({ resourceClaimTemplateName: one = '' }) => one);

const templatesIn = (slices: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...slices].map((slice) => slice.split(' claim ')[1] ?? ''));

const always = (name: string, holdsTrue: (scene: Scene, forged: Raw) => void): void =>
  test(name, () => {
    assert(
      property(list(NUMBERS), list(60), (numbers, more) => {
        const scene = sceneFrom(numbers);
        holdsTrue(scene, forgedBy(drawFrom(more), scene));
      }),
      { numRuns },
    );
  });

const others = (rules: Decision['rules'] = []) =>
  rules.filter(({ id }) => id.startsWith('guard/') && id !== 'guard/forged-decision');

describe('annotations of ours, written by somebody else', () => {
  always(
    'are believed where a fresh decision would permit the slice, and nowhere else',
    (scene, forged) => {
      const decision = propose(visitOf(forged), scene.world);
      if (!believed(forged, decision)) return;
      const allowed = permitted(forged, scene);
      const original = readOriginal(podIn(forged));
      if (original === 'none') throw new Error('not ours to read');
      expect(templatesOf(forged).filter((one) => !templatesIn(allowed).has(one))).toEqual([]);
      for (const { seat, resource, count } of gpuAsks(podIn(forged))) {
        const { slice, got } = original.containers[seat.container.name] ?? {};
        const whole =
          resource === 'nvidia.com/gpu' &&
          decision.containers.every(({ mechanism }) => mechanism === 'whole');
        expect(whole || (count === 1 && resource === got && allowed.has(slice ?? ''))).toBe(true);
      }
    },
  );

  always('make nothing cheaper', (scene, forged) => {
    const annotations = {};
    const plain = { ...forged, metadata: { ...(forged['metadata'] as object), annotations } };
    const [told, silent] = [forged, plain].map((raw) => examine(visitOf(raw), scene.world).claim);
    expect(told).toEqual(silent);
  });

  always('change no team, class, guard or quota', (scene, forged) => {
    const plain = { ...forged, metadata: { ...(forged['metadata'] as object), annotations: {} } };
    const [told, silent] = [forged, plain].map((raw) => examine(visitOf(raw), scene.world));
    expect(told?.quota).toEqual(silent?.quota);
    expect(told?.decision.team).toBe(silent?.decision.team);
    expect(told?.decision.class).toBe(silent?.decision.class);
    expect(others(told?.decision.rules)).toEqual(others(silent?.decision.rules));
  });

  test('are believed often enough for this to mean something', () => {
    let some = 0;
    assert(
      property(list(NUMBERS), list(60), (numbers, more) => {
        const scene = sceneFrom(numbers);
        const forged = forgedBy(drawFrom(more), scene);
        if (believed(forged, propose(visitOf(forged), scene.world))) some++;
      }),
      { numRuns: 600, seed: 7 },
    );
    expect(some).toBeGreaterThan(10);
  });
});
