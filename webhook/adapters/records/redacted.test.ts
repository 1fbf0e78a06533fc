import { describe, expect, test } from '@jest/globals';
import { alike } from '../../core/alike.ts';
import { assert, constantFrom, property, string, tuple } from 'fast-check';
import type { Pod } from '../../core/pod.ts';
import { asking, container, plain, podOf, NAMESPACE } from '../../core/testing/pods.ts';
import { redacted } from './redacted.ts';

const SECRET = 'hunter2-XYZZY';
const ANY_SECRET = /hunter2|XYZZY|4711/;

/** Fields that we do not read. */
const windows: object = { gmsaCredentialSpec: SECRET };
const named: object = { name: SECRET, hostIP: SECRET };

const recorded = (parts: Parameters<typeof container>[1], annotations = {}): string =>
  JSON.stringify(
    redacted(
      alike(
        podOf({ containers: [container('main', { ...asking(1), ...parts })] }, { annotations }),
        NAMESPACE,
      ),
    ),
  );

describe('what is kept of a pod', () => {
  test.each<[name: string, parts: Parameters<typeof container>[1]]>([
    ['a variable', { env: [{ name: 'MODEL', value: SECRET }] }],
    ['a variable from elsewhere', { env: [{ name: 'A', valueFrom: { secretKeyRef: SECRET } }] }],
    ['what a server is told to load', { args: ['vllm', 'serve', `sk_live_${SECRET}`] }],
    ['what only Windows reads', { securityContext: { windowsOptions: windows, privileged: true } }],
    ['a port', { ports: [{ ...named, hostPort: 80 }] }],
    ['a flag with its value', { args: [`--api-key=${SECRET}`] }],
    ['a flag and its value', { args: ['--hf-token', SECRET] }],
    ['a single dash', { command: ['serve', '-password', SECRET] }],
    ['an assignment in a shell', { args: ['sh', '-c', `export HF_TOKEN=${SECRET} && vllm serve`] }],
    ['one in quotes', { args: ['-c', `WANDB_API_KEY="${SECRET}" python train.py`] }],
    ['a flag in a shell', { args: ['-c', `vllm serve m --api-key ${SECRET} --port 80`] }],
    ['an address with a user', { args: [`redis://me:${SECRET}@cache:6379/0`] }],
    ['a header', { args: ['-c', `curl -H "Authorization: Bearer ${SECRET}" http://a`] }],
    ['JSON', { args: [`{"password": "${SECRET}", "tp": 2}`] }],
    ['a header that is no bearer’s', { args: ['--header', `Authorization: Basic ${SECRET}`] }],
    ['a cookie', { args: ['-c', `curl -H 'Cookie: session=${SECRET}' http://a`] }],
    ['an address without a user', { args: [`redis://:${SECRET}@cache:6379/0`] }],
    ['an address with a user alone', { args: ['-c', `git clone https://${SECRET}@github.com/a`] }],
    ['an address whose password has a slash', { args: [`postgres://me:ab/${SECRET}@h/db`] }],
    ['an address that is signed', { args: [`https://a.blob.core.windows.net/m?sig=${SECRET}`] }],
    ['one of S3', { args: [`--model=https://b.s3.amazonaws.com/k?X-Amz-Signature=${SECRET}`] }],
    ['a source of data', { args: [`--dsn=user:${SECRET}@tcp(db)/x`] }],
    [
      'a short name',
      { args: ['-c', `export DB_PASS=${SECRET}; Pwd=${SECRET} run --pass ${SECRET}`] },
    ],
    ['a passphrase', { args: ['--passphrase', SECRET, '--pass', SECRET] }],
    ['what curl is told', { args: ['-c', `curl -u me:${SECRET} http://x`] }],
    ['what MySQL is told', { args: ['-c', `mysql -p${SECRET}`] }],
    ['Windows', { args: ['/password', SECRET, `/password:${SECRET}`] }],
    [
      'a login',
      { args: ['-c', `wandb login ${SECRET} && huggingface-cli login --token ${SECRET}`] },
    ],
    ['a pipe', { args: ['-c', `echo ${SECRET} | docker login --password-stdin`] }],
    ['a token', { args: [`eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${SECRET}`] }],
    ['a key', { args: [`-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----`] }],
    ['what begins as an option', { args: ['--api-key', `-${SECRET}`, '--key', `--${SECRET}`] }],
    ['a quoted text', { args: ['-c', `run --password "foo ${SECRET}" --model "m ${SECRET}"`] }],
    ['a setting of Helm’s', { args: ['--set', 'auth.password', SECRET] }],
    ['JSON that is nested', { args: [`{"token": {"value": "${SECRET}"}}`] }],
    ['a list in JSON', { args: [`{"tokens": ["a", "${SECRET}"]}`] }],
    ['JSON within JSON', { args: [JSON.stringify({ a: JSON.stringify({ password: SECRET }) })] }],
    ['quotes with a quote in them', { args: [JSON.stringify({ password: `a"${SECRET}` })] }],
    ['YAML', { args: ['-c', `token:\n  value: ${SECRET}`] }],
    ['a program', { command: [`/opt/${SECRET}`] }],
    ['the folder of one', { command: [`/opt/${SECRET}/torchrun`] }],
    ['arguments in a variable', { env: [{ name: 'VLLM_ARGS', value: `--api-key ${SECRET}` }] }],
    ['a variable with a model’s name', { env: [{ name: 'MODEL_ID', value: `hf_${SECRET}` }] }],
    ['a number for a name', { env: [{ name: 'MAX_MODEL_LEN', value: SECRET }] }],
    ['who gives its variables', { envFrom: [{ secretRef: { name: SECRET } }] }],
    ['a number that is no size', { args: ['--pin', '47114711', '-p', '47114711', '47114711'] }],
    ['a very long word', { args: [`${'x'.repeat(100_000)}${SECRET}`] }],
  ])('is nothing of the secret in %s', (_, parts) => {
    expect(recorded(parts)).not.toMatch(ANY_SECRET);
  });

  test.each([
    ['kubectl.kubernetes.io/last-applied-configuration', `{"env": "${SECRET}"}`],
    ['vault.hashicorp.com/token', SECRET],
    ['example.com/config', `password: ${SECRET}`],
    ['example.com/env', JSON.stringify([{ name: 'HF_TOKEN', value: SECRET }])],
    ['example.com/yaml', `env:\n- name: API_KEY\n  value: ${SECRET}\n`],
    ['tranche.dev/original', JSON.stringify({ also: [{ kind: 'env', value: SECRET }] })],
    ['tranche.dev/keep', SECRET],
    ['tranche.dev/vram', SECRET],
    ['gpu-fraction', SECRET],
    ['k8s.v1.cni.cncf.io/networks', SECRET],
    ['scheduling.k8s.io/group-name', SECRET],
  ])('nor in the annotation %s', (key, value) => {
    expect(recorded({}, { [key]: value })).not.toContain(SECRET);
  });

  test('is what decides: image, model, sizes, what it asks for', () => {
    const text = recorded({
      args: ['serve', 'meta-llama/Llama-3.1-8B', '--max-model-len', '8192', '-tp=2'],
      env: [{ name: 'NCCL_DEBUG', value: 'INFO' }],
    });
    for (const part of ['meta-llama/Llama-3.1-8B', '8192', '-tp=2', 'NCCL_DEBUG', 'nvidia.com/gpu'])
      expect(text).toContain(part);
    expect(text).not.toContain('INFO');
  });

  test.each([
    ['OLLAMA_CONTEXT_LENGTH', '8192'],
    ['NVIDIA_VISIBLE_DEVICES', 'all'],
    ['NVIDIA_DRIVER_CAPABILITIES', 'compute, utility'],
    ['WORLD_SIZE', '4'],
    ['MODEL_ID', 'meta-llama/Llama-3.1-8B'],
    ['TP_SIZE', ''],
    ['VLLM_ARGS', '--max-model-len 8192'],
  ])('is the value of %s, which decides and is no secret', (name, value) => {
    const pod = podOf({ containers: [container('main', { env: [{ name, value }] })] });
    expect(redacted(pod).spec.containers[0]?.env).toEqual([{ name, value }]);
  });

  test('is each word of a command that is known, in its place', () => {
    const command = `cd /srv && HF_TOKEN=x torchrun --nproc_per_node=2 train.py --hidden 7`;
    expect(
      redacted(podOf({ containers: [plain('main', { args: ['-c', command] })] })),
    ).toMatchObject({
      spec: {
        containers: [
          {
            args: [
              '-c',
              'cd redacted && redacted=redacted torchrun --nproc_per_node=2 redacted.py --redacted 0',
            ],
          },
        ],
      },
    });
  });

  test('is what a pod says in annotations that are read', () => {
    const annotations = {
      'tranche.dev/keep': 'original',
      'tranche.dev/vram': '12Gi',
      'tranche.dev/share': '0.25',
      'gpu-fraction': '0.5',
      'k8s.v1.cni.cncf.io/networks': 'rdma',
    };
    expect(redacted(podOf({}, { annotations })).metadata.annotations).toEqual(annotations);
  });

  test('no variable keeps a value, whatever it is', () => {
    assert(
      property(string({ minLength: 12 }), (value) => {
        const pod = podOf({ containers: [container('main', { env: [{ name: 'A', value }] })] });
        expect(redacted(pod).spec.containers[0]?.env).toEqual([{ name: 'A' }]);
      }),
    );
  });

  test('is no secret of any kind, wherever it stands', () => {
    assert(
      property(
        tuple(secrets, constantFrom(...SPELT), constantFrom(...PLACES)),
        ([secret, spell, put]) => {
          expect(JSON.stringify(redacted(put(spell(secret))))).not.toContain(secret);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

/** As people and machines make them: words, base64, hexadecimal, with signs. */
const secrets = tuple(
  string({
    unit: constantFrom(...Array.from('abcdefghkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789')),
    minLength: 9,
    maxLength: 40,
  }),
  constantFrom('', '-', '_', '/', '+', '.', '%', '!', '@', '#', ':'),
  constantFrom('', 'hf_', 'sk-', 'ghp_', 'eyJ', 'Zz'),
).map(([text, sign, prefix]) => `${prefix}Q7${text.slice(0, 4)}${sign}${text.slice(4)}`);

const SPELT: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => `--token=${secret}`,
  (secret) => `--token ${secret}`,
  (secret) => `--password "${secret}"`,
  (secret) => `-p${secret}`,
  (secret) => `--${secret}`,
  (secret) => `-u me:${secret}`,
  (secret) => `export KEY=${secret}; vllm serve org/model`,
  (secret) => `https://${secret}@host/path`,
  (secret) => `https://host/path?sig=${secret}`,
  (secret) => `postgres://me:${secret}@host/db`,
  (secret) => `Authorization: Basic ${secret}`,
  (secret) => `{"auth": {"value": ["${secret}"]}}`,
  (secret) => JSON.stringify({ a: JSON.stringify({ b: `"${secret}` }) }),
  (secret) => `python -c 'login("${secret}")' --max-model-len 8192`,
  (secret) => `password: ${secret}\ntp: 2`,
  (secret) => `$(${secret})`,
  (secret) => `echo ${secret} | login`,
  (secret) => `[${secret},${secret}]`,
  (secret) => `# ${secret}`,
];

const inContainer =
  (parts: (text: string) => Parameters<typeof container>[1]) =>
  (text: string): Pod =>
    podOf({ containers: [container('main', parts(text))] });

const PLACES: readonly ((text: string) => Pod)[] = [
  inContainer((text) => ({ command: text.split(' ') })),
  inContainer((text) => ({ command: ['sh', '-c', text] })),
  inContainer((text) => ({ args: text.split(' ') })),
  inContainer((text) => ({ args: [text] })),
  inContainer((text) => ({ args: ['--max-model-len', '1', ...text.split(' '), '-tp', '2'] })),
  inContainer((text) => ({ env: [{ name: 'MAX_MODEL_LEN', value: text }] })),
  inContainer((text) => ({ env: [{ name: 'MODEL_TOKEN', value: text }] })),
  inContainer((text) => ({ env: [{ name: 'EXTRA_ARGS', value: text }] })),
  inContainer((text) => ({ env: [{ name: 'A', valueFrom: { secretKeyRef: { name: text } } }] })),
  inContainer((text) => ({ envFrom: [{ prefix: text, secretRef: { name: text } }] })),
  (text) =>
    podOf({ initContainers: [plain('init', { args: [text], env: [{ name: 'A', value: text }] })] }),
  (text) => podOf({ ephemeralContainers: [plain('debug', { command: ['sh', '-c', text] })] }),
  (text) => podOf({}, { annotations: { 'example.com/notes': text } }),
  (text) => podOf({}, { annotations: { 'tranche.dev/vram': text, 'gpu-fraction': text } }),
  (text) => podOf({ volumes: [{ name: 'v', hostPath: { path: `/srv/${text}` } }] }),
  (text) => podOf({ volumes: [{ name: 'v', csi: { volumeAttributes: { password: text } } }] }),
  (text) => podOf({ schedulingGroup: { text } }),
  (text) =>
    podOf({
      affinity: {
        nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ text }] },
        podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ text }] },
      },
    }),
];
