import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { oneNode, QUOTA } from './one-node.fixture.ts';
import { tranche } from './ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-replicas-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

/** One seventh of a card is free, and whole cards. */
const world = (quota = ''): string =>
  oneNode(
    'nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3, nvidia.com/mig.strategy: mixed',
    "nvidia.com/mig-1g.10gb: '1', nvidia.com/gpu: '7'",
    quota,
  );

const whisper = ['explain', '-f', 'policies/sample/workloads/01-whisper.yaml'];

test('of three replicas the first takes the one slice that is free, and it is said what becomes of the others', () => {
  const { status, stdout } = tranche([...whisper, '-w', file('world.yaml', world())]);
  expect(stdout).toContain(
    '  3 pods: 1 takes H100-80GB nvidia.com/mig-1g.10gb (fit/mig), 2 keep what they asked for (fit/sold-out); claim 3 -> 2.142 GPU in all\n',
  );
  expect(status).toBe(0);
});

test('of the refused one, of the one that was let in whole and of the sliced one each is told', () => {
  const short = file('short.yaml', world(QUOTA));
  const { status, stdout } = tranche([...whisper, '-w', short]);
  expect(stdout).toContain('  2 of 3 pods admitted\n');
  expect(stdout).toContain(
    '  3 pods: 1 takes H100-80GB nvidia.com/mig-1g.10gb (fit/mig), 1 keeps what it asked for (fit/sold-out), 1 is refused (quota/team); claim 3 -> 1.142 GPU in all\n',
  );
  expect(status).toBe(1);
  const [{ pods }] = JSON.parse(tranche([...whisper, '-w', short, '-o', 'json']).stdout) as [
    { pods: unknown },
  ];
  expect(pods).toMatchObject({
    claim: { asked: { milliGPU: 3000 }, final: { milliGPU: 1142 } },
    lots: [
      { pods: 1, outcome: 'rewritten', proposed: { because: { rule: 'fit/mig' } } },
      { pods: 1, outcome: 'left', patch: [], judged: { claimFinal: { milliGPU: 1000 } } },
      { pods: 1, outcome: 'refused', judged: { because: { rule: 'quota/team' } } },
    ],
  });
});

test('a patch that is not that of all replicas is said to be of one', () => {
  const words = [...whisper, '-o', 'patch'];
  const { stdout, stderr } = tranche([...words, '-w', file('patch.yaml', world())]);
  expect(JSON.parse(stdout)).not.toEqual([]);
  expect(stderr).toContain('this is the patch of one');
  expect(tranche(words).stderr).not.toContain('this is the patch of one');
});

test('replicas that are given the same are counted', () => {
  expect(tranche(whisper).stdout).toContain('  3 pods alike, claim 3 -> 0.426 GPU in all\n');
});
