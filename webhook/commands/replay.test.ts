import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { filesIn } from '../adapters/records/ring.ts';
import { expand } from '../expand/expand.ts';
import { manifestsIn } from '../expand/manifest.ts';
import { stored } from '../expand/admission-review.ts';
import { member, type Raw } from '../expand/raw.ts';
import { caller, patched } from './caller.ts';
import { sampleWorkloads } from './paths.ts';
import { root, tranche } from './ran.ts';
import { SAMPLE_SERVER, sampleServer } from './sample-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-replay-'));
const records = join(folder, 'records');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const WORLD = ['-w', 'policies/sample/world.yaml'];
const old = join(root, 'policies/sample/policy.yaml');

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

/** Whole lines: the last may be on its way. */
const recorded = (): string[] =>
  filesIn(records)
    .flatMap((name) => readFileSync(join(records, name), 'utf8').split('\n').slice(0, -1))
    .filter((line) => line !== '');

const SECRET = 'hunter2-XYZZY';

/** A day of a cluster, as a server keeps it: each sample once, and one with something to hide. */
beforeAll(async () => {
  const server = await sampleServer({ record: records });
  const client = caller({
    host: '127.0.0.1',
    port: server.port,
    ca: server.bundle(),
    serverName: SAMPLE_SERVER,
  });
  let judged = 0;
  try {
    for (const name of ['01-whisper', '12-no-evidence', '11-over-quota', '02-diarizer'])
      for (const pod of podsOf(name)) {
        const { patch } = await client.visit('mutate', pod);
        const after = stored(patched(pod, patch), { ordinal: 0, time: new Date().toISOString() });
        await client.visit('validate', after);
        judged++;
      }
  } finally {
    client.close();
    await server.stop();
  }
  // They are written behind the answers.
  while (recorded().length < judged) await sleep(10);
}, 60_000);

function podsOf(name: string): Raw[] {
  const path = join(sampleWorkloads, `${name}.yaml`);
  const { objects } = manifestsIn(path, readFileSync(path, 'utf8'));
  const pods = objects.flatMap((object) =>
    expand(object, { namespace: 'default', minute: 29_500_000, most: 2 }).flatMap(
      (one) => one.pods,
    ),
  );
  for (const pod of pods) {
    const { containers } = member(pod, 'spec');
    for (const container of Array.isArray(containers) ? containers : [])
      container.env = [{ name: 'A', value: SECRET }];
  }
  return [...pods];
}

const PRICES =
  'apiVersion: tranche.dev/v1alpha1\nkind: GpuCatalogue\nmetadata: {name: prices}\nspec: {prices: [{product: H100-80GB, price: 7}, {product: A100-40GB, price: 4}, {product: L4, price: 1}, {product: T4, price: 1}, {product: L40S, price: 2}]}\n';

const priced = (name: string, of: string, headroom = 'headroom: 1.2'): string =>
  file(
    `${name}.yaml`,
    `${readFileSync(of, 'utf8').replace('headroom: 1.2', headroom)}---\n${PRICES}`,
  );

const replay = (...args: readonly string[]) => tranche(['replay', ...args, ...WORLD, records]);

describe('admissions on record', () => {
  test('are one line each, without values of variables', () => {
    const lines = recorded();
    const text = lines.join('\n');
    expect(lines.length).toBeGreaterThanOrEqual(4);
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ v: 1, pod: {} });
    expect(text).toContain('whisper');
    // As their users asked, though what is stored has a slice.
    expect(text).toContain('nvidia.com/gpu');
    expect(text).not.toContain('nvidia.com/mig');
    expect(text).not.toContain(SECRET);
  });

  test('decided twice by the same policies come out the same', () => {
    const { status, stdout } = replay('--policies', old, '--policies', old);
    expect(stdout).toMatch(/^0 of \d+ workloads come out otherwise \(\d+ admissions on record\)\n/);
    expect(status).toBe(0);
  });

  test('name exactly the workloads that an edit changes, with their GPUs', () => {
    const edited = readFileSync(old, 'utf8').replace('headroom: 1.2', 'headroom: 12');
    const { status, stdout } = replay('--policies', old, '--policies', file('edit.yaml', edited));
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /speech\/Deployment\/whisper\n {2}- rewritten H100-80GB nvidia.com\/mig-1g.10gb; 0.142 GPU; fit\/mig.*\n {2}\+ (?:rewritten|kept whole|left)/,
    );
    expect(stdout).not.toContain('voice-clone');
    expect(stdout).toMatch(/one pod of each workload: \+[\d.]+ GPU/);
  });

  test('cost what the operator’s prices say', () => {
    const prices = file('prices.yaml', PRICES);
    const edited = readFileSync(old, 'utf8').replace('headroom: 1.2', 'headroom: 12');
    const { stdout } = replay(
      '--policies',
      old,
      '--policies',
      file('edit.yaml', edited),
      '-w',
      prices,
    );
    // A seventh of a card, rounded down to thousandths.
    expect(stdout).toContain('0.142 GPU, costs 0.994;');
    expect(stdout).toMatch(/\+[\d.]+ GPU, \+[\d.]+ in money\n/);
  });

  test('say so where one set alone has prices', () => {
    const { stdout } = replay('--policies', old, '--policies', priced('halves', old));
    expect(stdout).toContain('not told in money: one set alone has prices');
    expect(stdout).not.toContain('costs');
    const both = [priced('one', old), priced('other', old, 'headroom: 12')] as const;
    expect(replay('--policies', both[0], '--policies', both[1]).stdout).toMatch(
      /one pod of each workload: \+[\d.]+ GPU, \+[\d.]+ in money\n/,
    );
  });

  test('that a quota had refused say that no quota is given', () => {
    const { stdout } = replay('--policies', old, '--policies', old);
    expect(stdout).toMatch(
      /\(quota\/team there, .*; no GpuQuota is given under the old --policies/,
    );
  });

  test('are let past by exemptions of the set, never by those of the World', () => {
    const strict = `apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata: {name: bills}
spec:
  mode: enforce
  match: {namespaces: [speech]}
  guards: [{rule: guard/required-labels, severity: deny, parameters: {labels: [acme.example/cost-centre]}}]
`;
    const exemption = `---
apiVersion: tranche.dev/v1alpha1
kind: GpuExemption
metadata: {name: speech-bills}
spec:
  owner: finance
  reason: the cost centre is being split
  expires: '2099-01-01T00:00:00Z'
  rules: [guard/required-labels]
  match: {namespaces: [speech]}
`;
    const world = file('bills-world.yaml', exemption);
    const [before, after] = ['strict', 'let-past'].map((name, i) =>
      file(`${name}.yaml`, `${strict}${i === 0 ? '' : exemption}`),
    );
    const { stdout, stderr } = replay(
      '--policies',
      String(before),
      '--policies',
      String(after),
      '-w',
      world,
    );
    expect(stderr).toBe('');
    expect(stdout).toMatch(/speech\/Deployment\/whisper\n {2}- refused.*\n {2}\+ left/);
  });

  test('come as JSON', () => {
    const { stdout } = replay('--policies', old, '--policies', file('none.yaml', ''), '-o', 'json');
    const { changes } = JSON.parse(stdout) as { changes: { workload: string }[] };
    expect(changes).toContainEqual(
      expect.objectContaining({
        workload: 'speech/Deployment/whisper',
        was: expect.objectContaining({ outcome: 'rewritten' }),
        becomes: expect.objectContaining({ outcome: 'left', milliGPU: 1000 }),
      }),
    );
  });

  test('are printed as they are kept, and taken from stdin', () => {
    const { stdout: printed } = tranche(['records', records]);
    const sets = ['--policies', old, '--policies', file('none.yaml', '')];
    const [there, here] = [[records], ['-']].map((from) =>
      tranche(['replay', ...sets, ...WORLD, ...from], printed),
    );
    expect(here).toEqual(there);
    expect(here?.stdout).toContain('speech/Deployment/whisper');
  });

  test('are read past half a line, which is told', () => {
    appendFileSync(join(records, filesIn(records).at(-1) ?? ''), '{"v":1,"at":"20');
    const { status, stderr } = replay('--policies', old, '--policies', old);
    expect(status).toBe(0);
    expect(stderr).toContain('tranche: 1 line is no record, and is left out\n');
  });
});

describe('replay ends with 2', () => {
  test.each([
    ['one set', ['--policies', old], 'replay compares two sets: --policies OLD --policies NEW'],
    ['no such set', ['--policies', old, '--policies', 'absent.yaml'], 'cannot read'],
    ['a set with a fault', ['--policies', old, '--policies', 'package.json'], 'package.json:1:1'],
  ])('where there is %s', (_, args, says) => {
    const { status, stderr } = replay(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(says);
  });

  test('where nothing comes out as it did, for want of the World', () => {
    const { status, stdout } = tranche(['replay', '--policies', old, '--policies', old, records]);
    expect(stdout).toContain('0 of ');
    expect(stdout).toContain('the cluster had decided otherwise than the old set does here');
    expect(status).toBe(2);
  });

  test('where there are no records', () => {
    const args = ['--policies', old, '--policies', old];
    expect(tranche(['replay', ...args, 'policies'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('no records-*.ndjson lies in that directory'),
    });
    const other = file('other.ndjson', '{"a":1}\nno JSON\n');
    expect(tranche(['replay', ...args, other])).toMatchObject({
      status: 2,
      stdout: '',
      stderr: `tranche: 2 lines are no records, and are left out\ntranche: no admission is on record in ${other}\n`,
    });
  });
});
