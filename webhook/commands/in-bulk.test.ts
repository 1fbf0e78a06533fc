/** Replicas that are taken in bulk come out as if each of them had been judged. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { expand } from '../expand/expand.ts';
import { readText } from '../policy/read.ts';
import type { Document } from '../policy/documents.ts';
import { readFiles } from '../adapters/read-files.ts';
import { costOf } from './review/cost.ts';
import { endAll } from './review/ended.ts';
import { sightings } from './review/found.ts';
import { shipped } from './paths.ts';
import { crowdLines, replicas, type Template } from './replicas.ts';
import { standingOn, type Stage } from './standing.ts';

const clock = { now: () => 1_795_132_800_000 };

const WORLD = `
apiVersion: v1
kind: Namespace
metadata: { name: speech }
---
apiVersion: v1
kind: Node
metadata: { name: gpu-0, labels: { nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3 } }
status: { allocatable: { cpu: '640', memory: 5120Gi, pods: '110', nvidia.com/gpu: '8' } }
---
apiVersion: v1
kind: Pod
metadata: { namespace: speech, name: old, uid: old, labels: { app: old } }
spec:
  nodeName: gpu-0
  containers: [{ name: main, image: x, resources: { limits: { nvidia.com/gpu: 3 } } }]
---
apiVersion: tranche.dev/v1alpha1
kind: GpuCatalogue
metadata: { name: ours }
spec: { currency: EUR, per: hour, prices: [{ product: H100-80GB, price: 1 }] }
`;

type Mode = 'enforce' | 'warn' | 'observe';
type Severity = 'deny' | 'warn';

interface Rules {
  readonly quota?: readonly [mode: Mode, gpus: number];
  readonly guards?: readonly (readonly [of: 'perOwner' | 'perTeam', is: Severity, gpus: number])[];
}

const rulesOf = ({ quota, guards = [] }: Rules): string =>
  [
    ...(quota === undefined
      ? []
      : [
          `apiVersion: tranche.dev/v1alpha1
kind: GpuQuota
metadata: { name: speech }
spec: { namespaces: [speech], mode: ${quota[0]}, limits: { gpus: ${quota[1]} } }
`,
        ]),
    ...guards.map(
      ([of, is, gpus], i) => `apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata: { name: guard-${i} }
spec: { mode: enforce, guards: [{ rule: guard/max-gpus, severity: ${is}, parameters: { ${of}: ${gpus} } }] }
`,
    ),
  ]
    .map((text) => `---\n${text}`)
    .join('');

const SHIPPED = readFiles(shipped).documents;

function stageOf(rules: Rules): Stage {
  const read = readText('world.yaml', WORLD + rulesOf(rules));
  if (read.faults.length > 0) throw new Error(JSON.stringify(read.faults));
  const documents: readonly Document[] = [...SHIPPED, ...read.documents];
  const made = standingOn(documents, clock);
  if ('faults' in made) throw new Error(JSON.stringify(made.faults));
  return made;
}

function template(many: number, most: number, name = 'head'): Template {
  const [one] = expand(
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: 'speech' },
      spec: {
        replicas: many,
        template: {
          metadata: { labels: { app: name } },
          spec: {
            containers: [
              { name: 'main', image: 'x', resources: { limits: { 'nvidia.com/gpu': 1 } } },
            ],
          },
        },
      },
    },
    { namespace: 'default', minute: 29_900_000, most },
  );
  if (one === undefined) throw new Error('a Deployment makes pods');
  return one;
}

async function judged(of: Template, stage: Stage, from = 0) {
  const told = await replicas(of, stage, from);
  if (told === 'no pods' || 'faults' in told) throw new Error(JSON.stringify(told));
  return told;
}

/** All that a review tells of a template, but for which of its pods were placed one by one. */
async function toldOf(rules: Rules, most: number) {
  const stage = stageOf(rules);
  const told = await judged(template(MANY, most), stage);
  const { each, oneByOne: _, lots, ...rest } = told;
  return {
    crowded: each.some(({ crowd }) => crowd !== undefined),
    told: {
      verdicts: [told.judged.verdict, told.judged.because],
      counts: [rest.judgedPods, rest.admittedPods, rest.replicas],
      claim: told.claim,
      lots: lots.map(({ pods, outcome, first }) => [pods, outcome, first.judged.because]),
      seen: sightings(told, stage),
      cost: costOf(told, stage),
      held: stage.ledger.peek('speech'),
      next: (await judged(template(1, 1, 'next'), stage, 1000)).judged.rules,
    },
  };
}

const MANY = 24;

const amounts = fc.integer({ min: 0, max: 32 });
const modes = fc.constantFrom<Mode>('enforce', 'warn', 'observe');
const guards = fc.tuple(
  fc.constantFrom<'perOwner' | 'perTeam'>('perOwner', 'perTeam'),
  fc.constantFrom<Severity>('deny', 'warn'),
  amounts,
);

test('replicas that are taken in bulk come out as if each had been judged, whatever is said of them', async () => {
  let [some, all] = [0, 0];
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        quota: fc.option(fc.tuple(modes, amounts), { nil: undefined }),
        guards: fc.array(guards, { maxLength: 2 }),
      }),
      fc.integer({ min: 1, max: MANY - 1 }),
      async ({ quota, guards: held }, most) => {
        const rules = { ...(quota === undefined ? {} : { quota }), guards: held };
        const bulk = await toldOf(rules, most);
        expect(bulk.told).toEqual((await toldOf(rules, MANY)).told);
        const [, admitted = 0] = bulk.told.counts;
        if (admitted === MANY) all++;
        else if (bulk.crowded) some++;
      },
    ),
    { numRuns: 30 },
  );
  expect(Math.min(some, all)).toBeGreaterThan(0);
});

/** As many may come of replicas of replicas, each of which an API takes. */
const counted = (wanted: number, rules: Rules = {}) =>
  judged({ ...template(2, 2), replicas: wanted }, stageOf(rules)).then((told) => ({
    pods: [told.admittedPods, told.judgedPods],
    gpus: told.claim.final.milliGPU / 1000,
    lines: crowdLines(told),
  }));

describe('of more replicas than anybody would judge one by one', () => {
  test('as many are let in as the quota holds, and the others are refused', async () => {
    expect(await counted(1000, { quota: ['enforce', 153] })).toMatchObject({
      pods: [150, 1000],
      gpus: 150,
      lines: [expect.stringMatching(/^the first 2 of 1000 were placed one by one/)],
    });
  });

  test('all that an API takes are counted, and what is beyond is said', async () => {
    expect(await counted(2 ** 31 - 1)).toMatchObject({ gpus: 2 ** 31 - 1 });
    expect(await counted(1e200)).toMatchObject({
      pods: [2 ** 31 - 1, 2 ** 31 - 1],
      lines: [{}, expect.stringMatching(/more than any API takes, and 2147483647 are counted$/)],
    });
  });

  test('what they held is there for others once they have run their course', async () => {
    const stage = stageOf({ quota: ['enforce', 20] });
    const before = stage.ledger.peek('speech');
    endAll(await judged(template(15, 2), stage), stage);
    expect(stage.ledger.peek('speech')).toEqual(before);
    expect((await judged(template(17, 2, 'next'), stage)).admittedPods).toBe(17);
  });
});
