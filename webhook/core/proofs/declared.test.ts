/** Pods that say what they need, at doors where that is heard. */
import { describe, expect } from '@jest/globals';
import { examine } from '../examine.ts';
import type { Labels } from '../pod.ts';
import { afterNeighbours } from '../testing/neighbours.ts';
import { drawFrom } from '../testing/draw.ts';
import { plainFrom, podIn, visitOf, type Scene } from '../testing/scenes.ts';
import { rewritten, sliced, visit } from '../testing/visits.ts';
import { worldOf } from '../testing/world.ts';
import { alwaysOf, type Kind } from '../testing/laws.contract.ts';
import { apply, wire } from '../testing/patched.contract.ts';

const SAID: readonly [Labels, ...Labels[]] = [
  { 'tranche.dev/vram': '4Gi' },
  { 'tranche.dev/vram': '9000Mi' },
  { 'tranche.dev/share': '0.14' },
  { 'tranche.dev/share': '0.25' },
  { 'tranche.dev/vram': '18Gi' },
  { 'tranche.dev/vram': 'much' },
];

/** Half of them unseen until now, and nobody has siblings. */
function speakingFrom(numbers: readonly number[]): Scene {
  const scene = plainFrom(numbers);
  const draw = drawFrom(numbers.toReversed());
  const { terms = 'none', profiles = {} } = scene.parts;
  if (terms === 'none') return scene;
  const meta = wire(scene.raw['metadata']) as { annotations?: object };
  const annotations = { ...meta.annotations, ...draw.oneOf(...SAID) };
  const raw = { ...scene.raw, metadata: { ...meta, annotations } };
  const parts = {
    ...scene.parts,
    siblings: 'none' as const,
    terms: { ...terms, declared: 'accept' as const, ceilingMiB: draw.oneOf(Infinity, 12_000) },
    profiles: draw.rarely(2) ? profiles : {},
  };
  return { raw, parts, pod: podIn(raw), world: worldOf(parts) };
}

const speaking = (every: Kind['every'], outOf: number): Kind => ({
  every,
  from: speakingFrom,
  outOf,
});

describe('a pod that was heard', () => {
  alwaysOf(
    speaking(() => true, 1),
    'gives an empty patch and the same id when it comes again',
    ({ world }, { after, decision }) => {
      const again = visit(after, world, apply);
      expect(again.ops).toEqual([]);
      if (decision.inForce) expect(again.decision.id).toBe(decision.id);
    },
  );

  alwaysOf(
    speaking((_, seen) => rewritten(seen), 8),
    'gives an empty patch whatever harmless neighbours did to it',
    ({ world }, seen, more) => {
      const changed = afterNeighbours(seen.after, drawFrom(more));
      expect(visit(changed, world, apply).ops).toEqual([]);
    },
  );

  alwaysOf(
    speaking((_, seen) => sliced(seen), 10),
    'claims what it was promised, and keeps its words',
    ({ raw, world }, { after, decision }) => {
      const { claim, decision: judged } = examine(visitOf(after), world);
      expect(claim).toEqual(decision.claimFinal);
      expect(judged.id).toBe(decision.id);
      const words = podIn(raw).metadata.annotations;
      expect(podIn(after).metadata.annotations).toMatchObject(words ?? {});
    },
  );
});
