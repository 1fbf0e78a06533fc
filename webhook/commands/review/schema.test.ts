import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import { compare } from '../../review/compare.ts';
import type { Report } from '../../review/report.ts';
import { unlikeSchema } from '../../review/schema.contract.ts';
import { reportOf } from './conclusions.ts';
import { filesAt } from './files.ts';
import { reviewing } from './reviewing.ts';

const sample = fileURLToPath(new URL('../../../policies/sample', import.meta.url));
const aside = mkdtempSync(join(tmpdir(), 'tranche-schema-'));
afterAll(() => rmSync(aside, { recursive: true }));

async function reported(paths: readonly string[]): Promise<Report> {
  const { files } = filesAt(paths);
  const found = await reviewing({
    files,
    snapshots: [],
    policies: [],
    namespace: 'default',
    maxAge: 3600,
    version: '0.0.0',
    clock: { now: () => Date.UTC(2026, 8, 21) },
    progress: () => undefined,
  });
  return reportOf(found, { failOn: 'error', failOnToday: false, version: '0.0.0' });
}

test('what is really found in manifests, and what differs from others, is as the published schema says', async () => {
  const broken = join(aside, 'broken.yaml');
  writeFileSync(broken, 'a: [\n');
  const half = join(aside, 'half.yaml');
  writeFileSync(
    half,
    'apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: x}\nspec: {hard: {nvidia.com/gpu: 4}}\n',
  );
  const before = await reported([join(sample, 'workloads', '01-whisper.yaml')]);
  const report = await reported([join(sample, 'workloads'), broken, half]);
  const whole: Report = { ...report, comparison: compare({ base: 'main' }, before, report) };
  expect(whole.unread).toHaveLength(1);
  expect(whole.findings.map(({ rule }) => rule)).toContain('lint/resource-quota');
  expect(whole.comparison?.objects.length).toBeGreaterThan(5);
  expect(unlikeSchema('reviewreport', JSON.stringify(whole))).toEqual([]);
});
