import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { filesIn } from '../adapters/records/ring.ts';
import { tranche, type Ran } from './ran.ts';

/** What the demo must show, each once. */
const kinds = [
  ['a Deployment', /Deployment speech\/whisper, 3 pods +rewritten/],
  ['a StatefulSet', /StatefulSet speech\/diarizer, 2 pods +rewritten/],
  ['a Job', /Job research\/embed-corpus.* rewritten/],
  ['a CronJob', /CronJob speech\/nightly-eval +rewritten/],
  ['a Kubeflow Notebook', /Notebook lab\/ada +rewritten\n +fit\/time-slice/],
  ['a Ray worker', /Pod research\/tune-gpu-workers-worker\S* +rewritten/],
  ['a vLLM server', /Deployment research\/llama-8b +rewritten/],
  ['an 8-GPU training', /Job research\/train-asr +kept whole\n +never\/multi-gpu/],
  [
    'two GPU containers in one pod',
    /Deployment speech\/call-pipeline.* rewritten\n.*transcribe: peak/,
  ],
  ['a GPU init container', /Deployment speech\/tts-engine +rewritten[\s\S]*?build-engine:/],
  ['one over its team’s quota', /Deployment vision\/detector +refused\n +quota\/team/],
  ['one without evidence', /Deployment speech\/voice-clone +kept whole\n +evidence\/none/],
  ['one without a GPU', /Deployment speech\/gateway, 2 pods +never sent/],
] as const;

describe('the demo', () => {
  let ran: Ran;
  beforeAll(() => {
    ran = tranche(['demo']);
  }, 70_000);

  test('ends well', () => {
    expect(ran).toMatchObject({ status: 0, stderr: '' });
  });

  test.each(kinds)('shows %s', (_what, story) => {
    expect(ran.stdout).toMatch(story);
  });

  test('shows what would be stored as a small diff', () => {
    expect(ran.stdout).toMatch(/-\s+nvidia\.com\/gpu: "1"\n\s+\+\s+nvidia\.com\/mig-1g\.10gb: "1"/);
  });

  test('ends with cards asked and needed, and who was refused and why', () => {
    const summary = ran.stdout.slice(ran.stdout.indexOf('Summary'));
    const [asked = 0, needed = 0] = ['asked', 'needed'].map((word) =>
      Number(new RegExp(`cards ${word} +([\\d.]+)`).exec(summary)?.[1]),
    );
    expect(asked).toBeGreaterThan(needed);
    expect(needed).toBeGreaterThan(8);
    expect(summary).toContain('Deployment vision/detector: quota/team: team vision asks for');
  });
});

describe('the demo with a folder for its records', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tranche-demo-'));
  const records = join(folder, 'records');
  let ran: Ran;
  beforeAll(() => {
    ran = tranche(['demo', '--record', records]);
  }, 70_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('says how many there are: one for each pod that was sent', () => {
    const lines = filesIn(records).flatMap((name) =>
      readFileSync(join(records, name), 'utf8').trimEnd().split('\n'),
    );
    expect(ran.stdout).toContain(`${lines.length} admissions are on record in ${records}`);
    const sent = [...ran.stdout.matchAll(/^ *\d+ {2}\S+ \S+?(?:, (\d+) pods)? {2,}(.*)$/gm)];
    const pods = sent.map(([, count = '1', became = '']) => (became === 'never sent' ? 0 : +count));
    expect(lines.length).toBe(pods.reduce((sum, count) => sum + count, 0));
  });

  test('names commands that say what an edit would have done', () => {
    const here = ran.stdout.replaceAll(/ (before|after)\b/g, ` ${folder}/$1`);
    const typed = [...here.matchAll(/^ {2}(?:mkdir|cp) .*$/gm)].map(([line]) => line).join('\n');
    expect(spawnSync('bash', ['-ec', typed], { encoding: 'utf8' })).toMatchObject({ stderr: '' });
    const edited = join(folder, 'after/policy.yaml');
    const policy = readFileSync(edited, 'utf8');
    writeFileSync(edited, policy.replace('headroom: 1.2', 'headroom: 4'));
    const [, replay = ''] = /^ {2}tranche (replay .*)$/m.exec(here) ?? [];
    const { status, stdout } = tranche(replay.split(' '));
    expect(status).toBe(1);
    expect(stdout).toContain('speech/Deployment/whisper');
    // The quotas that decided are among what it names.
    expect(stdout).not.toContain('had decided otherwise');
  });
});
