import { describe, expect, test } from '@jest/globals';
import { readImage } from './image.ts';

const HEX = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const DIGEST = `sha256:${HEX}`;

/** As distribution/reference spells it out. */
function said(text: string): string {
  const read = readImage(text);
  if (read === 'unreadable') return read;
  const { registry, repository, tag, digest } = read;
  return `${registry} ${repository} ${tag ?? '-'} ${digest ?? '-'}`;
}

describe('a reference to an image', () => {
  test.each([
    ['nginx', 'docker.io library/nginx - -'],
    ['nginx:1.29', 'docker.io library/nginx 1.29 -'],
    ['vllm/vllm-openai:v0.11.0', 'docker.io vllm/vllm-openai v0.11.0 -'],
    ['docker.io/nginx', 'docker.io library/nginx - -'],
    ['index.docker.io/vllm/vllm-openai', 'docker.io vllm/vllm-openai - -'],
    ['nvcr.io/nvidia/pytorch:25.09-py3', 'nvcr.io nvidia/pytorch 25.09-py3 -'],
    ['registry.local:5000/asr', 'registry.local:5000 asr - -'],
    ['registry:5000/asr:1', 'registry:5000 asr 1 -'],
    ['localhost/asr', 'localhost asr - -'],
    ['local/asr', 'docker.io local/asr - -'],
    ['Registry/asr', 'Registry asr - -'],
    ['[fd00::1]:5000/asr:1', '[fd00::1]:5000 asr 1 -'],
    [`ghcr.io/acme/asr@${DIGEST}`, `ghcr.io acme/asr - ${DIGEST}`],
    [`ghcr.io/acme/asr:latest@${DIGEST}`, `ghcr.io acme/asr latest ${DIGEST}`],
    ['a__b/c-.d', 'unreadable'],
    ['a__b/c--d', 'docker.io a__b/c--d - -'],
  ])('%s is %s', (text, want) => {
    expect(said(text)).toBe(want);
  });

  test.each([
    '',
    ':1',
    '/asr',
    'asr/',
    'asr:',
    'ghcr.io/Acme/asr',
    'https://ghcr.io/acme/asr',
    'asr:1:2',
    `asr:${'x'.repeat(129)}`,
    'asr@sha256:abc',
    `asr@${DIGEST}@${DIGEST}`,
    'ghcr.io//asr',
    'ghcr.io/acme/asr 1',
    `ghcr.io/${'a'.repeat(248)}`,
  ])('%j is none', (text) => {
    expect(said(text)).toBe('unreadable');
  });

  test('is read, however long and odd: an expression that runs wild would not come to an end', () => {
    for (const text of ['a-'.repeat(60_000), 'a__'.repeat(40_000), `a.${'-'.repeat(100_000)}/b`])
      expect(said(text)).toBe('unreadable');
  });
});
