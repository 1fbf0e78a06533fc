import { describe, expect, test } from '@jest/globals';
import { stored, type Row } from './stored.contract.ts';

const jax = 'nvcr.io/nvidia/jax:25.10';

describe('on a shared card JAX is told its share by variables', () => {
  const table: Row[] = [
    {
      name: 'JAX by two variables, beside those it has',
      parts: { image: 'nvcr.io/nvidia/jax:25.10', env: [{ name: 'A', value: 'b' }] },
      want: {
        env: ['A=b', 'XLA_PYTHON_CLIENT_MEM_FRACTION=0.22', 'XLA_PYTHON_CLIENT_PREALLOCATE=false'],
      },
    },
    {
      name: 'JAX of which its owner has set a part',
      parts: {
        image: 'nvcr.io/nvidia/jax:25.10',
        env: [{ name: 'XLA_PYTHON_CLIENT_MEM_FRACTION', value: '.2' }],
      },
      want: {
        env: ['XLA_PYTHON_CLIENT_MEM_FRACTION=.2', 'XLA_PYTHON_CLIENT_PREALLOCATE=false'],
      },
    },
    {
      name: 'JAX of which its owner has set a part by its newer name, beside which it takes no other',
      parts: { image: jax, env: [{ name: 'XLA_CLIENT_MEM_FRACTION', value: '.2' }] },
      want: { env: ['XLA_CLIENT_MEM_FRACTION=.2', 'XLA_PYTHON_CLIENT_PREALLOCATE=false'] },
    },
    {
      name: 'JAX not where its owner has set both names',
      parts: {
        image: jax,
        env: [
          { name: 'XLA_CLIENT_MEM_FRACTION', value: '.2' },
          { name: 'XLA_PYTHON_CLIENT_MEM_FRACTION', value: '.2' },
        ],
      },
      want: 'its owner sets XLA_CLIENT_MEM_FRACTION and XLA_PYTHON_CLIENT_MEM_FRACTION, of which JAX takes one',
    },
    {
      name: 'JAX by the last of two of a name',
      parts: {
        image: jax,
        env: [
          { name: 'XLA_CLIENT_MEM_FRACTION', value: '.9' },
          { name: 'XLA_CLIENT_MEM_FRACTION', value: '.2' },
        ],
      },
      want: {
        env: [
          'XLA_CLIENT_MEM_FRACTION=.9',
          'XLA_CLIENT_MEM_FRACTION=.2',
          'XLA_PYTHON_CLIENT_PREALLOCATE=false',
        ],
      },
    },
    {
      name: 'JAX not by the first of two of a name',
      parts: {
        image: jax,
        env: [
          { name: 'XLA_CLIENT_MEM_FRACTION', value: '.2' },
          { name: 'XLA_CLIENT_MEM_FRACTION', value: '.9' },
        ],
      },
      want: 'its owner tells JAX XLA_CLIENT_MEM_FRACTION=.9; its share of the card is 0.22',
    },
    {
      name: 'JAX by a value that names another of its variables',
      parts: {
        image: jax,
        env: [
          { name: 'PART', value: '.2' },
          { name: 'XLA_CLIENT_MEM_FRACTION', value: '$(PART)' },
        ],
      },
      want: {
        env: ['PART=.2', 'XLA_CLIENT_MEM_FRACTION=$(PART)', 'XLA_PYTHON_CLIENT_PREALLOCATE=false'],
      },
    },
    {
      name: 'JAX whose owner has said 0 for false',
      parts: { image: jax, env: [{ name: 'XLA_PYTHON_CLIENT_PREALLOCATE', value: '0' }] },
      want: { env: ['XLA_PYTHON_CLIENT_PREALLOCATE=0', 'XLA_PYTHON_CLIENT_MEM_FRACTION=0.22'] },
    },
    {
      name: 'JAX not by a spelling of false that it takes for true',
      parts: { image: jax, env: [{ name: 'XLA_PYTHON_CLIENT_PREALLOCATE', value: 'FALSE' }] },
      want: 'its owner tells JAX XLA_PYTHON_CLIENT_PREALLOCATE=FALSE; its share of the card is 0.22',
    },
    {
      name: 'JAX not where a shell sets the variable again',
      parts: {
        image: jax,
        command: ['sh', '-c', 'export XLA_CLIENT_MEM_FRACTION=.9; python train.py'],
      },
      want: 'what JAX is told cannot be seen in container server: its command line speaks of XLA_CLIENT_MEM_FRACTION',
    },
    {
      name: 'JAX not where env sets it again',
      parts: {
        image: jax,
        command: ['env', 'XLA_PYTHON_CLIENT_PREALLOCATE=true', 'python', 'train.py'],
      },
      want: 'what JAX is told cannot be seen in container server: its command line speaks of XLA_PYTHON_CLIENT_PREALLOCATE',
    },
    {
      name: 'JAX not where its program sets it',
      parts: {
        image: jax,
        command: [
          'python',
          '-c',
          'import os; os.environ["XLA_PYTHON_CLIENT_MEM_FRACTION"]=".9"; import jax',
        ],
      },
      want: 'what JAX is told cannot be seen in container server: its command line speaks of XLA_PYTHON_CLIENT_MEM_FRACTION',
    },
    {
      name: 'JAX in a shell that says nothing of it',
      parts: { image: jax, command: ['sh', '-c', 'python train.py'] },
      want: {
        command: ['sh', '-c', 'python train.py'],
        env: ['XLA_PYTHON_CLIENT_MEM_FRACTION=0.22', 'XLA_PYTHON_CLIENT_PREALLOCATE=false'],
      },
    },
    {
      name: 'JAX not over a variable whose value is elsewhere',
      parts: {
        image: 'nvcr.io/nvidia/jax:25.10',
        env: [{ name: 'XLA_CLIENT_MEM_FRACTION', valueFrom: { configMapKeyRef: {} } }],
      },
      want: 'what JAX is told cannot be seen in container server: XLA_CLIENT_MEM_FRACTION comes from elsewhere',
    },
    {
      name: 'JAX not beside a whole ConfigMap of variables',
      parts: { image: 'nvcr.io/nvidia/jax:25.10', envFrom: [{ configMapRef: { name: 'c' } }] },
      want: 'what JAX is told cannot be seen in container server: variables come from elsewhere',
    },
  ];
  test.each(table)('$name', ({ parts, want }) => {
    expect(stored(parts)).toEqual(want);
  });
});
