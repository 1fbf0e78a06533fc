/** What the published schema has against a report as it is printed. */
import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject } from 'ajv';
import type { ScanReport } from './report.ts';

const valid = new Ajv({ strict: false }).compile(
  JSON.parse(
    readFileSync(new URL('../../policies/schemas/scanreport.json', import.meta.url), 'utf8'),
  ),
);

export function unlikeSchema(report: ScanReport | object): readonly ErrorObject[] {
  valid(JSON.parse(JSON.stringify(report)));
  return valid.errors ?? [];
}
