/** What a snapshot says of itself is found again in its text, whatever stands in its header. */
import { describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { hashBelow } from './as-written.ts';
import { snapshotText } from './text.ts';

const header = {
  version: '1.0.0',
  readAt: '2026-11-22T06:00:00Z',
  cluster: 'two\n---\nlines',
  policyHash: 'abc',
  counts: {},
  missing: ['a: b', '---', 'Job:\r\n---\r\nyou may not'],
};
const policy = { kind: 'GpuPolicy', metadata: { name: 'a', note: 'x\r\n---\ny' } };
const node = { kind: 'Node', metadata: { name: '---' } };

const saidIn = (text: string): unknown =>
  parseAllDocuments(text)[0]?.getIn(['spec', 'hashes', 'documents']);

describe('the hash in a snapshot', () => {
  const parts = { policies: [policy], objects: [node] };
  const text = snapshotText(header, parts);

  test('is of what follows its header, however git ends the lines', () => {
    expect(saidIn(text)).toMatch(/^[0-9a-f]{64}$/);
    expect(hashBelow(text)).toBe(saidIn(text));
    expect(hashBelow(text.replaceAll('\n', '\r\n'))).toBe(saidIn(text));
  });

  test('is of nothing where nothing follows', () => {
    const empty = snapshotText(header, { policies: [], objects: [] });
    expect(hashBelow(empty)).toBe(saidIn(empty));
  });

  test('is another one of any part that is left', () => {
    const from = text.indexOf('\n---\n') + 6;
    for (let end = from; end < text.length; end++)
      expect(hashBelow(text.slice(0, end))).not.toBe(saidIn(text));
  });
});
