/** Whatever runs: the rows are what the pods hold, to the last thousandth, and nobody is asked to hold more. */
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { claimOf } from '../core/claim/claim-of.ts';
import { cards, mixed } from '../core/testing/nodes.ts';
import { asking, container, plain, sidecar } from '../core/testing/pods.ts';
import type { Container, Pod } from '../core/pod.ts';
import { scanned } from './scan.ts';
import { lookedAt, running } from './testing/looked.ts';
import { unlikeSchema } from './report.contract.ts';

const nodes = [
  cards('whole', 'h100'),
  mixed('cut', 'h100', { '1g.10gb': 3, '2g.20gb': 1 }),
  cards('old', 'a100'),
];
const cut = [mixed('supposed', 'a100', { '1g.5gb': 1000, '3g.20gb': 1000 })];

const asks = fc.constantFrom(
  asking(1),
  asking(2),
  asking(1, 'nvidia.com/mig-1g.10gb'),
  asking(1, 'amd.com/gpu'),
  {},
);
const named = (name: string): fc.Arbitrary<Container> =>
  asks.map((parts) => ('resources' in parts ? container(name, parts) : plain(name)));

const pods: fc.Arbitrary<Pod> = fc
  .record({
    nodeName: fc.constantFrom('whole', 'cut', 'old', 'gone'),
    first: named('server'),
    second: fc.option(named('helper'), { nil: undefined }),
    beside: fc.option(named('beside'), { nil: undefined }),
    before: fc.option(named('before'), { nil: undefined }),
    app: fc.constantFrom('asr', 'tts'),
  })
  .map(({ nodeName, first, second, beside, before, app }) =>
    running(
      nodeName,
      {
        containers: [first, ...(second === undefined ? [] : [second])],
        initContainers: [
          ...(beside === undefined ? [] : [sidecar(beside)]),
          ...(before === undefined ? [] : [before]),
        ],
      },
      { labels: { app } },
    ),
  );

const used = fc.record({
  vramMaxMiB: fc.integer({ min: 1, max: 80_000 }),
  smP95: fc.double({ min: 0, max: 1, noNaN: true }),
});

test('of all that holds something, held and needed are exact, and released is what is between', () => {
  fc.assert(
    fc.property(fc.array(pods, { maxLength: 6 }), used, (all, figures) => {
      const looked = lookedAt({ nodes, cut, pods: all, used: figures });
      const report = scanned(looked);
      expect(unlikeSchema(report)).toEqual([]);
      const { summary, workloads, products } = report;
      const { menu, catalogue } = looked.standing;
      const held = all.reduce((sum, pod) => sum + claimOf(pod, menu, catalogue).milliGPU, 0);
      expect(summary.heldMilliGPU).toBe(held);
      expect(summary.heldMilliGPU - summary.neededMilliGPU).toBe(summary.releasableMilliGPU);
      expect(summary.neededMilliGPU).toBeLessThanOrEqual(held);
      for (const row of workloads) {
        expect(row.neededMilliGPU).toBeLessThanOrEqual(row.heldMilliGPU);
        expect(row.verdict === 'slice').toBe(row.supply !== undefined);
        if (row.verdict !== 'slice') expect(row.neededMilliGPU).toBe(row.heldMilliGPU);
      }
      const needed = products.reduce((sum, { neededMilliGPU }) => sum + neededMilliGPU, 0);
      expect(needed).toBe(summary.neededMilliGPU);
      for (const { packedCards, neededMilliGPU } of products)
        expect(packedCards * 1000).toBeGreaterThanOrEqual(neededMilliGPU);
    }),
  );
});

test('in whatever order the pods are listed, the report is the same', () => {
  fc.assert(
    fc.property(fc.array(pods, { maxLength: 5 }), used, (all, figures) => {
      const looked = lookedAt({ nodes, cut, pods: all, used: figures });
      expect(scanned({ ...looked, pods: all.toReversed() })).toEqual(scanned(looked));
    }),
  );
});
