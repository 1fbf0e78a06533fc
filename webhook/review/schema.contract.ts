/** What the published schemas have against a report or a baseline as it is printed. */
import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject } from 'ajv';

const validator = (name: string) =>
  new Ajv({ strict: false }).compile(
    JSON.parse(
      readFileSync(new URL(`../../policies/schemas/${name}.json`, import.meta.url), 'utf8'),
    ),
  );
const valid = {
  reviewreport: validator('reviewreport'),
  reviewbaseline: validator('reviewbaseline'),
};

export function unlikeSchema(name: keyof typeof valid, printed: string): readonly ErrorObject[] {
  valid[name](JSON.parse(printed));
  return valid[name].errors ?? [];
}
