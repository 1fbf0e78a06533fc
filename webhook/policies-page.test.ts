/** The examples of policies/README.md do what the page says of them. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { root } from './commands/ran.ts';
import { containerRevision } from './core/identity/revision.ts';
import { contentsOf } from './policy/generate/contents.ts';
import { play, podIn, stageOf } from './golden/playing.ts';

const page = readFileSync(join(root, 'policies/README.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'tranche-page-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The one YAML block that has these words, as a file. */
function example(words: string): string {
  const blocks = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, text = '']) => text);
  const found = blocks.filter((text) => text.includes(words));
  expect(found).toHaveLength(1);
  const file = join(folder, `${words}.yaml`);
  writeFileSync(file, found[0] ?? '');
  return file;
}

const sample = (name: string): string => join(root, 'policies/sample', name);

describe('what the page shows', () => {
  test('the pods of one task of Airflow are one workload, and get a slice', async () => {
    const worlds = [example('name: airflow'), sample('fleet.yaml'), sample('namespaces.yaml')];
    const pod = podIn(
      'airflow.yaml',
      `apiVersion: v1
kind: Pod
metadata:
  namespace: research
  name: embed-docs-k3j9x1
  labels: { dag_id: daily, task_id: embed_docs, kubernetes_pod_operator: 'True', run_id: manual }
spec:
  containers:
    - name: base
      image: ghcr.io/acme/embed:2.1
      resources: { limits: { nvidia.com/gpu: 1 } }
`,
    );
    const { proposed } = await play(pod, stageOf(...worlds));
    expect(proposed).toMatchObject({
      verdict: 'rewrite',
      inForce: true,
      workload: { kind: 'Pod', name: 'daily/embed_docs' },
      because: { rule: 'fit/mig' },
    });
  });

  test('an important service keeps its card, and one of another account does not', async () => {
    const worlds = [
      example('name: important-services'),
      sample('policy.yaml'),
      sample('fleet.yaml'),
      sample('namespaces.yaml'),
    ];
    const policyOf = async (account: string, priority: string): Promise<string> => {
      const pod = podIn(
        'pod.yaml',
        `apiVersion: v1
kind: Pod
metadata: { namespace: speech, name: llama }
spec:
  serviceAccountName: ${account}
  priority: ${priority}
  containers:
    - name: main
      image: docker.io/vllm/vllm-openai:v0.9
      resources: { limits: { nvidia.com/gpu: 1 } }
`,
      );
      return (await play(pod, stageOf(...worlds))).proposed.policy;
    };
    expect(await policyOf('prod-llama', '5000')).toBe('important-services');
    expect(await policyOf('prod-llama', '10')).toBe('default');
    expect(await policyOf('default', '5000')).toBe('default');
  });

  test('a pod of the house that keeps none of its rules is told of each', async () => {
    const worlds = ['fleet.yaml', 'namespaces.yaml'].map(sample);
    const pod = podIn(
      'train.yaml',
      `apiVersion: v1
kind: Pod
metadata: { namespace: research, name: train }
spec:
  nodeSelector: { karpenter.sh/capacity-type: spot }
  containers:
    - name: main
      image: ghcr.io/acme/train:1
      command: [torchrun, train.py]
      resources: { limits: { nvidia.com/gpu: 9 } }
`,
    );
    const { judged } = await play(pod, stageOf(example('name: house-rules'), ...worlds));
    expect(judged.rules.filter(({ outcome }) => outcome === 'warn').map(({ id }) => id)).toEqual([
      'guard/max-gpus',
      'guard/required-labels',
      'guard/deadline',
      'guard/unequal',
      'guard/spot',
    ]);
  });

  test('the whole World gives the sample’s first manifest a seventh of its card', async () => {
    const whisper = sample('workloads/01-whisper.yaml');
    const pod = podIn(whisper, readFileSync(whisper, 'utf8'));
    const { judged } = await play(pod, stageOf(example('name: gpu-0')));
    expect(judged.claimFinal.milliGPU).toBe(142);
  });

  test('a revision is spelled as it says', () => {
    const [, command = '', image = '', text = ''] =
      /So `(.*?)`\s+of\s+`(.*?)`\s+is\s+`(.*?)`/.exec(page) ?? [];
    expect(containerRevision({ name: 'x', image, command: command.split(' ') })).toBe(text);
  });
});

/** `tranche` as the page writes it: this clone's, by this Node. */
const shell = (script: string, cwd: string) =>
  spawnSync(
    'bash',
    ['-c', `tranche() { '${process.execPath}' '${join(root, 'dist/cli.js')}' "$@"; }\n${script}`],
    { cwd, encoding: 'utf8', timeout: 60_000 },
  );

/** The one block of commands that has these words, a command each. */
function typed(words: string): string[] {
  const blocks = [...page.matchAll(/```sh\n([^]*?)```/g)].map(([, text = '']) => text);
  const found = blocks.filter((text) => text.includes(words));
  expect(found).toHaveLength(1);
  return (found[0] ?? '').trimEnd().split(/(?<!\\)\n/);
}

describe('the first three policies', () => {
  const near = join(folder, 'near');
  mkdirSync(join(near, 'first'), { recursive: true });
  symlinkSync(join(root, 'policies'), join(near, 'policies'));
  for (const [, text = '', name = ''] of page.matchAll(/```yaml\n(# first\/(\S+)\n[^]*?)```/g))
    writeFileSync(join(near, 'first', name), text);

  test.each(typed('tranche lint first'))('pass, as it is typed: %s', (command) => {
    expect(shell(command, near)).toMatchObject({ status: 0, stderr: '' });
  });

  test('are judged in a pipeline beside those that git has', () => {
    const repository = join(folder, 'repository');
    cpSync(join(near, 'first'), join(repository, 'policies'), { recursive: true });
    const suite = join(repository, 'policies/first.test.yaml');
    writeFileSync(
      suite,
      readFileSync(suite, 'utf8').replaceAll(
        '../policies/',
        `${relative(dirname(suite), join(root, 'policies'))}/`,
      ),
    );
    writeFileSync(
      join(repository, 'cluster.yaml'),
      ['fleet', 'namespaces', 'profiles']
        .map((name) => readFileSync(sample(`${name}.yaml`), 'utf8'))
        .join('---\n'),
    );
    const git = 'git -c user.name=a -c user.email=a@example.com -c commit.gpgsign=false';
    const kept = `git init -q && git add . && ${git} commit -qm policies && git update-ref refs/remotes/origin/main HEAD`;
    expect(shell(kept, repository)).toMatchObject({ status: 0 });
    shell("sed -i 's/perPod: 8/perPod: 7/' policies/limits.yaml", repository);
    shell(`tranche demo --record records`, repository);
    const commands = typed('git archive');
    for (const command of commands)
      expect([command, shell(command, repository)]).toMatchObject([command, { status: 0 }]);
    const { stdout } = shell(commands.at(-1) ?? '', repository);
    expect(stdout).toMatch(/research\/Job\/train-asr\n {2}- left.*\n {2}\+ refused/);
  }, 120_000);
});

const anchorsOf = (text: string): ReadonlySet<string | undefined> =>
  new Set([...contentsOf(text).matchAll(/\(#([^)]+)\)/g)].map(([, of]) => of));

test.each(['policies/README.md', 'policies/MEASURING.md', 'manifests/README.md', 'README.md'])(
  'every heading of the pages here that %s sends to is there',
  (file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const own = file.startsWith('policies/') ? [...text.matchAll(/\]\((#[^)]+)\)/g)] : [];
    const others = [...text.matchAll(/\]\(([^)#:]*(?:README|MEASURING)\.md#[^)]+)\)/g)];
    const sent = [...own, ...others].map(([, to = '']) => to.split('#'));
    expect(sent.length).toBeGreaterThan(1);
    for (const [path = '', anchor = ''] of sent) {
      const to = path === '' ? text : readFileSync(join(root, dirname(file), path), 'utf8');
      expect([path, anchor, anchorsOf(to).has(anchor)]).toEqual([path, anchor, true]);
    }
  },
);
