/** A folder may hold more than what was measured, and nobody asked for that to be lost. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publishedAs, readOn } from './published.fixture.ts';
import { written, yamlOf } from './write.ts';

const FILE = 'speech.deployment-asr.yaml';
const POLICY = `apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata: { name: mine }
spec: {}
`;
const asr = publishedAs();
const others = publishedAs({ name: 'aaa' });

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tranche-write-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = (): string => join(folder, FILE);

describe('a file that is there already', () => {
  test('is another one from then on where it is what an earlier run wrote', () => {
    writeFileSync(path(), yamlOf(asr));
    expect(written(folder, [asr]).files).toEqual([]);
    expect(written(folder, [readOn(asr, 5)]).files).toEqual([path()]);
  });

  test.each([
    ['another kind', POLICY, /holds GpuPolicy mine, which GpuProfile speech\/deployment-asr would/],
    ['more than one', `${yamlOf(asr)}---\n${POLICY}`, /holds GpuPolicy mine/],
    ['the profile of another', yamlOf(others), /holds GpuProfile deployment-aaa/],
    ['no object', '- a\n- b\n', /holds something else/],
  ])('with %s stays, and nothing else is written', (_, text, says) => {
    writeFileSync(path(), text);
    expect(() => written(folder, [others, asr])).toThrow(says);
    expect(readFileSync(path(), 'utf8')).toBe(text);
    expect(readdirSync(folder)).toEqual([FILE]);
  });
});
