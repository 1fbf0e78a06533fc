/**
 * The merge of our placement with a pod's own, whatever is decided: every drawn pod is pinned to every offer of
 * its fleet, and what comes of it is read node by node by somebody else's reading of the scheduler.
 */
import { expect, test } from '@jest/globals';
import { assert, property } from 'fast-check';
import type { Edit } from '../decision.ts';
import { menuOf } from '../menu/menu-of.ts';
import type { NodeFacts } from '../menu/node.ts';
import type { MatchExpression, Pod } from '../pod.ts';
import { admits } from '../selector.ts';
import { catalogue } from '../testing/catalogue.ts';
import { drawFrom } from '../testing/draw.ts';
import { fleet } from '../testing/fleets.ts';
import { holds, labelsAdmit } from '../testing/oracle.ts';
import { rawPod } from '../testing/raw-pods.ts';
import { podIn } from '../testing/scenes.ts';
import { patched } from '../testing/patched.contract.ts';
import { list, numRuns } from '../testing/laws.contract.ts';

const always = (name: string, holdsTrue: (pod: Pod, nodes: readonly NodeFacts[]) => void): void =>
  test(name, () => {
    assert(
      property(list(200), (numbers) => {
        const draw = drawFrom(numbers);
        const pod = podIn(rawPod(draw));
        holdsTrue(pod, fleet(draw));
      }),
      { numRuns },
    );
  });

const wish = { weight: 3, preference: { matchExpressions: [] } };

function pinned(pod: Pod, require: readonly MatchExpression[]): Pod {
  const edits: Edit[] = [
    { kind: 'nodeAffinity', require },
    { kind: 'preference', prefer: [wish] },
  ];
  return patched(pod, edits);
}

always('a node is read as the scheduler reads it', (pod, nodes) => {
  for (const node of nodes) expect(admits(pod, node)).toBe(labelsAdmit(pod.spec, node));
});

always(
  'a pinned pod may go where its own words let it and the pins hold, and nowhere else',
  (pod, nodes) => {
    const offers = menuOf(nodes, catalogue).pools.flatMap((pool) => pool.offers);
    for (const { pins } of offers.slice(0, 4)) {
      if (pins.length === 0) continue;
      const { spec } = pinned(pod, pins);
      for (const node of nodes)
        expect(labelsAdmit(spec, node)).toBe(
          labelsAdmit(pod.spec, node) && pins.every((one) => holds(one, node.labels[one.key])),
        );
      const { nodeAffinity, ...others } = spec.affinity ?? {};
      const { nodeAffinity: own, ...theirs } = pod.spec.affinity ?? {};
      expect(others).toEqual(theirs);
      expect(nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution).toEqual([
        ...(own?.preferredDuringSchedulingIgnoredDuringExecution ?? []),
        wish,
      ]);
      expect(spec.nodeSelector).toEqual(pod.spec.nodeSelector);
    }
  },
);
