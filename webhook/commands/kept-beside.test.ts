/** Files that hold more than policies, and the way back to what they said of those. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { policyStore } from '../adapters/policy-store.ts';
import { readFiles } from '../adapters/read-files.ts';
import { keptPolicies } from '../wiring/kept-policies.ts';
import { shipped } from './paths.ts';
import { tranche, type Ran } from './ran.ts';

const mixed = mkdtempSync(join(tmpdir(), 'tranche-beside-'));

const quota = (team: string, gpus: number): string =>
  `apiVersion: tranche.dev/v1alpha1\nkind: GpuQuota\nmetadata: { name: ${team} }\nspec: { namespaces: [${team}], limits: { gpus: ${gpus} } }\n`;
const profile = (MiB: number): string =>
  `---\n# measured in May\napiVersion: tranche.dev/v1alpha1\nkind: GpuProfile\nmetadata: { name: deployment-whisper, namespace: speech }\nspec: { workload: { kind: Deployment, name: whisper }, containers: [{ name: main, revision: r, measuredOn: H100-80GB, vramMaxMiB: ${MiB}, hours: 200, samples: 9 }] }\n`;
const node =
  '---\napiVersion: v1\nkind: Node\nmetadata: { name: gpu-0 }\nstatus: { allocatable: { nvidia.com/gpu: 1 } }\n';

describe('a file of which a set is only a part', () => {
  const file = join(mixed, 'mine.yaml');
  const states = join(mixed, 'state');
  const gone = ['GpuProfile speech/deployment-whisper', 'Node gpu-0'];
  let hash = '';

  beforeAll(async () => {
    const kept = keptPolicies(states, (event, facts) => {
      throw new Error(`${event} ${JSON.stringify(facts)}`);
    });
    const store = policyStore(['files'], (outcome) => {
      kept.heard(outcome);
      hash ||= outcome.hash;
    });
    for (const text of [
      `${quota('speech', 4)}${profile(6200)}${node}`,
      `${quota('speech', 2)}${profile(7000)}${node}`,
    ]) {
      writeFileSync(file, text);
      store.put('files', readFiles([...shipped, file]));
    }
    await kept.idle();
  });
  afterAll(() => rmSync(mixed, { recursive: true, force: true }));

  const back = (to: string): Ran =>
    tranche(['policies', 'rollback', hash, '--state-dir', states, '--write', join(mixed, to)]);

  test('comes back with the rest of it, as it is there now', () => {
    const { status, stderr } = back('whole');
    expect(status).toBe(0);
    expect(stderr).toContain(
      `tranche: wrote ${join(mixed, 'whole/mine.yaml')}, with ${gone.join(', ')} as ${file} has it now\n`,
    );
    expect(readFileSync(join(mixed, 'whole/mine.yaml'), 'utf8')).toBe(
      `${quota('speech', 4)}${profile(7000)}${node}`,
    );
    expect(readFiles([join(mixed, 'whole')]).faults).toEqual([]);
  });

  test('is not called that file where the rest of it cannot be had', () => {
    writeFileSync(file, `${quota('speech', 2)}${profile(7000)}---\nkind: [`);
    expect(back('half').stderr).toContain(
      `tranche: ${join(mixed, 'half/mine.yaml')} is not all of ${file}, which held Node gpu-0 too: `,
    );
    rmSync(file);
    const { stderr } = back('part');
    expect(stderr).toContain(`wrote ${join(mixed, 'part/mine.yaml')}\n`);
    expect(stderr).toContain(
      `tranche: ${join(mixed, 'part/mine.yaml')} is not all of ${file}, which held ${gone.join(', ')} too: that is no part of a set, and no text of it was found; merge it by hand\n`,
    );
  });

  test('a World stays the first of it', () => {
    const world =
      'apiVersion: tranche.dev/v1alpha1\nkind: World\nmetadata: { name: w }\nspec: {}\n';
    writeFileSync(file, `${world}---\n${quota('speech', 2)}${profile(7000)}${node}`);
    back('world');
    expect(readFileSync(join(mixed, 'world/mine.yaml'), 'utf8')).toBe(
      `${world}---\n${quota('speech', 4)}${profile(7000)}${node}`,
    );
  });
});
