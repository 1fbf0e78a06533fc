/** The formats for machines as the program writes them: one run, a file each. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { tranche } from './ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-outputs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FORMATS = ['sarif', 'junit', 'github', 'gitlab', 'policyreport', 'openreports', 'csv'];
const manifest = join(folder, 'pod.yaml');
const written = (format: string): string => readFileSync(join(folder, format), 'utf8');

describe('one review in every format for machines', () => {
  beforeAll(() => {
    writeFileSync(
      manifest,
      `apiVersion: v1
kind: Pod
metadata: { name: eight, namespace: speech }
spec:
  containers:
    - name: asr
      image: x
      resources:
        limits:
          nvidia.com/gpu: 8
        requests:
          nvidia.com/gpu: 1
`,
    );
    const files = FORMATS.map((format) => `${format}=${join(folder, format)}`).join(',');
    expect(tranche(['review', manifest, '-o', files]).status).toBe(1);
  });

  test.each(FORMATS)('%s names the rule and the pod', (format) => {
    expect(written(format)).toContain('api-server/devices');
    expect(written(format)).toContain('eight');
  });

  test('SARIF says of a rule what the page of rules says', () => {
    const { status, stdout } = tranche([
      'review',
      'policies/sample/workloads/17-unknown-slice.yaml',
      '-o',
      'sarif',
    ]);
    const { runs } = JSON.parse(stdout) as {
      runs: { tool: { driver: { rules: { id: string; help: { text: string } }[] } } }[];
    };
    const rule = runs[0]?.tool.driver.rules.find(({ id }) => id === 'guard/unknown-resource');
    const row = readFileSync('policies/RULES.md', 'utf8')
      .split('\n')
      .find((line) => line.startsWith('| `guard/unknown-resource`'));
    expect(status).toBe(1);
    expect(row?.replaceAll(/\s+/g, ' ')).toContain(rule?.help.text.split('\n')[0]);
    expect(rule?.help.text).not.toContain('tranche explain says');
  });
});
