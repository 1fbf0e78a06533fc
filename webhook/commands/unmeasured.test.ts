/** A person whose pod stays whole for want of figures, and who writes them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { tranche } from './ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-unmeasured-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const pod = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { containers: [{ name: main, image: x, resources: { limits: { nvidia.com/gpu: 1 } } }] }\n`;

const unmeasured = 'policies/sample/workloads/12-no-evidence.yaml';
const SAYS = '  a profile would change it, and begins:\n';

/** What is there to be copied, its margin taken away. */
function shown(stdout: string): string {
  const [, behind = ''] = stdout.split(SAYS);
  const lines = behind.split('\n');
  return `${lines.slice(0, lines.indexOf('')).join('\n')}\n`.replaceAll(/^ {4}/gm, '');
}

test('is shown how the profile begins, which filled in gives it a slice', () => {
  const { stdout } = tranche(['explain', '-f', unmeasured]);
  expect(stdout).toMatch(/voice-clone {2}kept whole/);
  expect(stdout.split('\n').length).toBeLessThan(30);
  const figures = {
    measuredOn: 'H100-80GB',
    vramMaxMiB: 4000,
    smP95: 0.1,
    hours: 200,
    samples: 9000,
  };
  const filled = Object.entries(figures).reduce(
    (text, [name, value]) => text.replace(new RegExp(`(${name}:) #.*`), `$1 ${value}`),
    shown(stdout),
  );
  const world = ['-w', 'policies/sample/world.yaml', '-w', file('profile.yaml', filled)];
  const after = tranche(['explain', '-f', unmeasured, ...world]);
  expect(after.stdout).toMatch(/voice-clone {2}rewritten/);
  expect(after.stdout).not.toContain(SAYS);
});

test('is shown so once in a folder of manifests, and in JSON for whoever reads that', () => {
  const words = ['explain', '-f', unmeasured, '-f', file('new.yaml', pod('new'))];
  expect(tranche(words).stdout.split(SAYS)).toHaveLength(2);
  const { stdout } = tranche([...words, '-o', 'json']);
  const told = JSON.parse(stdout) as { profileBegins?: string }[];
  expect(told.map((one) => one.profileBegins?.slice(0, 10))).toEqual(['apiVersion', undefined]);
});

test('and where it is not shown of another that lacks one, that is said', () => {
  const other = readFileSync(unmeasured, 'utf8').replaceAll('voice-clone', 'voice-two');
  const words = ['explain', '-f', unmeasured, '-f', file('two.yaml', other)];
  const { stdout } = tranche(words);
  expect(stdout.split(SAYS)).toHaveLength(2);
  expect(stdout.slice(stdout.indexOf('speech/Deployment/voice-two'))).toContain(
    '  note: a profile would change it too; how that begins is shown of the first workload here, and of this one where it is explained alone\n',
  );
});

test.each([
  ['', 'sharing.declared: accept in policy "books" would hear its own word (tranche.dev/vram)'],
  ['declared: accept, ', 'its own annotation tranche.dev/vram, which its policy hears'],
])('of a notebook it is told what else would do where its policy says %j', (declared, says) => {
  const world = file(
    'books.yaml',
    `apiVersion: v1\nkind: Namespace\nmetadata: { name: default }\n---\napiVersion: tranche.dev/v1alpha1\nkind: GpuPolicy\nmetadata: { name: books }\nspec: { sharing: { ${declared}ladder: { notebook: [mig] } } }\n`,
  );
  const notebook = file(
    'notebook.yaml',
    'apiVersion: kubeflow.org/v1\nkind: Notebook\nmetadata: { name: ada }\nspec: { template: { spec: { containers: [{ name: ada, image: x, resources: { limits: { nvidia.com/gpu: 1 } } }] } } }\n',
  );
  const { stdout } = tranche(['explain', '-w', world, '-f', notebook]);
  expect(stdout).toContain(`  note: ${says}`);
  expect(stdout).toContain('identity in a policy folds notebooks of many users');
});

test('where no policy has terms for a pod that is said, and no mode of a policy that is none', () => {
  const bare = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: default }\n';
  const world = file('bare-world.yaml', bare);
  const { stdout } = tranche(['explain', '-w', world, '-f', file('bare.yaml', pod('bare'))]);
  expect(stdout).toContain(
    '  known by bare-pod, class unknown (no rule), team unassigned; no policy has terms for it, so its GPUs stay as asked (mode observe)\n',
  );
  expect(stdout).not.toContain('policy none');
});
