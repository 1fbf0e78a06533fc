/**
 * No pod waits because of us: where what we made of it finds no node with room now, an unmodified twin
 * finds none either (semantics.md, Fit). Who has room is read by the oracle, whose hand is not ours.
 */
import { describe, expect } from '@jest/globals';
import type { Pod } from '../pod.ts';
import { onTheNode } from '../testing/on-the-node.ts';
import { takesNow, takesOnceMade } from '../testing/oracle.ts';
import { alwaysOf, type Kind } from '../testing/laws.contract.ts';
import { scarceFrom, type Scene } from '../testing/scenes.ts';
import { rewritten, type Visit } from '../testing/visits.ts';

type Takes = typeof takesNow;

/** Names of the nodes that take the pod, for `expect` to print. */
const takers = ({ parts }: Scene, pod: Pod, takes: Takes): readonly string[] =>
  parts.nodes.filter((node) => takes(pod.spec, node, onTheNode(pod))).map(({ name }) => name);

const waits = (scene: Scene, seen: Visit): boolean =>
  rewritten(seen) && takers(scene, seen.pod, takesNow).length === 0;

const waiting: Kind = { every: waits, from: scarceFrom, outOf: 15 };

describe('a pod that we rewrote and that has to wait', () => {
  alwaysOf(waiting, 'would wait without us as well', (scene) => {
    expect(takers(scene, scene.pod, takesNow)).toEqual([]);
  });

  alwaysOf(
    waiting,
    'waits for a machine only where its twin would, or would for none',
    (scene, seen) => {
      if (takers(scene, seen.pod, takesOnceMade).length > 0) return;
      expect(takers(scene, scene.pod, takesOnceMade)).toEqual([]);
    },
  );
});
