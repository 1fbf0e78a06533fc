import { describe, expect, test } from '@jest/globals';
import { assert, property, string } from 'fast-check';
import { asking, container, podOf } from '../../core/testing/pods.ts';
import { redacted } from './redacted.ts';

const SECRET = 'hunter2-XYZZY';

const recorded = (parts: Parameters<typeof container>[1], annotations = {}): string =>
  JSON.stringify(
    redacted(
      podOf({ containers: [container('main', { ...asking(1), ...parts })] }, { annotations }),
    ),
  );

describe('what is kept of a pod', () => {
  test.each<[name: string, parts: Parameters<typeof container>[1]]>([
    ['a variable', { env: [{ name: 'MODEL', value: SECRET }] }],
    ['a variable from elsewhere', { env: [{ name: 'A', valueFrom: { secretKeyRef: SECRET } }] }],
    ['a flag with its value', { args: [`--api-key=${SECRET}`] }],
    ['a flag and its value', { args: ['--hf-token', SECRET] }],
    ['a single dash', { command: ['serve', '-password', SECRET] }],
    ['an assignment in a shell', { args: ['sh', '-c', `export HF_TOKEN=${SECRET} && vllm serve`] }],
    ['one in quotes', { args: ['-c', `WANDB_API_KEY="${SECRET}" python train.py`] }],
    ['a flag in a shell', { args: ['-c', `vllm serve m --api-key ${SECRET} --port 80`] }],
    ['an address with a user', { args: [`redis://me:${SECRET}@cache:6379/0`] }],
    ['a header', { args: ['-c', `curl -H "Authorization: Bearer ${SECRET}" http://a`] }],
    ['JSON', { args: [`{"password": "${SECRET}", "tp": 2}`] }],
  ])('is nothing of the secret in %s', (_, parts) => {
    expect(recorded(parts)).not.toContain(SECRET);
  });

  test.each([
    ['kubectl.kubernetes.io/last-applied-configuration', `{"env": "${SECRET}"}`],
    ['vault.hashicorp.com/token', SECRET],
    ['example.com/config', `password: ${SECRET}`],
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

  test('no variable keeps a value, whatever it is', () => {
    assert(
      property(string({ minLength: 12 }), (value) => {
        const pod = podOf({ containers: [container('main', { env: [{ name: 'A', value }] })] });
        expect(redacted(pod).spec.containers[0]?.env).toEqual([{ name: 'A' }]);
      }),
    );
  });
});
