/** What is only observed or warned about is not told as what a pod gets, and what enforcing would make of it is told beside. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Report } from '../review/report.ts';
import { render as html } from '../review/outputs/html.ts';
import { render as markdown } from '../review/outputs/md.ts';
import { render as text } from '../review/outputs/text.ts';
import { unlikeSchema } from '../review/schema.contract.ts';
import { QUOTA } from './one-node.fixture.ts';
import { reviewed, WORLD, written } from './review-world.fixture.ts';

const wishes = { colour: false, quiet: false };
const PRICES = `---
apiVersion: tranche.dev/v1alpha1
kind: GpuCatalogue
metadata: { name: ours }
spec: { currency: EUR, per: hour, prices: [{ product: H100-80GB, price: 1 }] }
`;
const ENFORCING =
  WORLD(
    'nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3, nvidia.com/mig.strategy: mixed',
    `nvidia.com/mig-1g.10gb: '1', nvidia.com/gpu: '7'`,
  ) +
  QUOTA.replace('gpus: 2', 'gpus: 8') +
  PRICES;
const POLICY = 'spec: { mode: enforce, sharing: {} }';
const withPolicy = (spec: string): string => ENFORCING.replace(POLICY, `spec: ${spec}`);
const whisper = 'policies/sample/workloads/01-whisper.yaml';

const STAGES = {
  'a policy that observes': ['{ mode: observe, sharing: {} }', 'policy all only observes'],
  'a policy that warns': ['{ mode: warn, sharing: {} }', 'policy all only warns'],
  'a policy whose rollout is to come': [
    '{ mode: enforce, sharing: { rolloutShare: 0 } }',
    'policy all acts on a share of 0 of all workloads, and this one is not among them yet',
  ],
} as const;

describe.each(Object.entries(STAGES))('%s', (_, [spec, notYet]) => {
  let report: Report;
  beforeAll(async () => (report = await reviewed(whisper, withPolicy(spec))));

  test('is told with what it would come to, as a cluster says that enforces', async () => {
    const enforcing = await reviewed(whisper, ENFORCING);
    const [there] = enforcing.reviewed[0]?.outcomes ?? [];
    const { verdict, chosen, because, claimFinal, pods, diff } = there ?? {};
    expect(verdict).toBe('rewritten');
    expect(report.reviewed[0]?.outcomes[0]).toMatchObject({
      inForce: false,
      claimFinal: { milliGPU: 3000 },
      diff: [],
      onceEnforced: { verdict, chosen, because, claim: claimFinal, pods, diff, notYet },
    });
    const [{ cluster: _cluster, team: _team, asked: _asked, ...takes } = {}] = enforcing.teams;
    expect(report.teams[0]).toMatchObject({ needed: { milliGPU: 3000 }, onceEnforced: takes });
    expect(unlikeSchema('reviewreport', JSON.stringify(report))).toEqual([]);
  });

  test('is told in text: what happens now, then what would, with its change and its sums', () => {
    const said = text(report, wishes);
    expect(said).toContain(`  left now  nvidia.com/gpu: 1  (3 -> 3 GPU)\n    ${notYet}\n`);
    expect(said).toContain(
      '  rewritten once enforced  nvidia.com/gpu: 1 -> 1 × H100-80GB nvidia.com/mig-1g.10gb, 2 × nvidia.com/gpu: 1  (3 -> 2.142 GPU)\n',
    );
    expect(said).toContain('    +    nvidia.com/mig-1g.10gb: "1"\n');
    expect(said).toMatch(/team speech: asks for 3 GPU, needs 3;.*; 2,190 EUR a month\n/);
    expect(said).toContain(
      '  once enforced: needs 2.142; quota 8, used 0, then 2.142; 2,190 -> 1,563.66 EUR a month\n',
    );
    expect(said).toContain('as if every policy and quota enforced at once');
  });

  test('is told in Markdown: what it gets now and what it would get', () => {
    const said = markdown(report, wishes);
    expect(said).toContain(
      'GPUs asked and needed: **3** (once enforced: **3 → 2.142**, 2,190 → 1,563.66 EUR a month)',
    );
    expect(said).toContain('would be rewritten, 3 GPU now, 2.142 once enforced');
    expect(said).toContain('| Asked | Gets now | Would get once enforced | Policy | Why |');
    expect(said).toContain(
      '| <code>nvidia.com/gpu: 1</code> | <code>nvidia.com/gpu: 1</code> | <code>1 × H100',
    );
    expect(said).toMatch(/\nOnce enforced:\n\n```diff\n/);
  });

  test('is told in HTML: what it gets now and what it would get', () => {
    const said = html(report, wishes);
    expect(said).toContain('asks for, and gets now</span');
    expect(said).toContain('would get, once enforced</span');
    expect(said).toContain('3 GPU now, 2.142 once enforced');
    expect(said).toContain('What would change in the first pod once enforced');
  });
});

test('where all enforces nothing is foretold', async () => {
  const report = await reviewed(whisper, ENFORCING);
  expect(JSON.stringify(report)).not.toContain('onceEnforced');
  for (const render of [text, markdown, html])
    expect(render(report, wishes).toLowerCase()).not.toContain('once enforced');
});

test('whom only a quota refuses that observes is let in now, and of its slices as many as there is room for', async () => {
  const quota = ENFORCING.replace('mode: enforce, limits: { gpus: 8 }', 'limits: { gpus: "1.5" }');
  const report = await reviewed(whisper, quota);
  expect(report.reviewed[0]?.outcomes[0]).toMatchObject({
    verdict: 'rewritten',
    inForce: true,
    pods: { judged: 3, admitted: 3 },
    onceEnforced: {
      verdict: 'refused',
      pods: { judged: 3, admitted: 2 },
      claim: { milliGPU: 1142 },
      notYet: 'another policy or a quota does not enforce yet',
    },
  });
  expect(text(report, wishes)).toMatch(
    / rewritten now {2}nvidia\.com\/gpu: 1 -> 1 × H100.*\(3 -> 2\.142 GPU\)\n[^]* refused once enforced .*\(3 -> 1\.142 GPU, 2 of 3 pods admitted\)\n/,
  );
  expect(report.teams[0]?.onceEnforced).toMatchObject({ refused: { milliGPU: 1000 } });
});

const NONE = readFileSync(whisper, 'utf8').replace('replicas: 3', 'replicas: 0');

test('what is scaled to none holds nothing then either', async () => {
  const world = withPolicy('{ mode: observe, sharing: {} }');
  const { reviewed: all, teams } = await reviewed(written('none.yaml', NONE), world);
  expect(all[0]?.outcomes[0]?.onceEnforced).toMatchObject({
    claim: { milliGPU: 0 },
    pods: { judged: 0, admitted: 0 },
  });
  expect(teams).toEqual([]);
});
