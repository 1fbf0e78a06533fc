/**
 * JSON Schemas, draft 07, for editors. One a kind, and `tranche.json` for files that hold several:
 * it looks at `kind` first, so that an editor complains about the field and not about the whole.
 */
import { forEditors, type Json } from '../schema/forms.ts';
import { ours } from '../schema/kinds.ts';
import { reviewBaseline } from '../schema/review-baseline.ts';
import { reviewReport } from '../schema/review-report.ts';
import { scanReport } from '../schema/scan-report.ts';
import { GROUP, VERSION } from '../schema/words.ts';
import { printed } from './json.ts';

const DRAFT = 'http://json-schema.org/draft-07/schema#';

export function editorFiles(): Map<string, string> {
  const files = new Map<string, string>();
  for (const [kind, schema] of Object.entries(ours))
    files.set(
      `policies/schemas/${fileOf(kind)}`,
      text(fileOf(kind), { title: kind, ...forEditors(schema) }),
    );
  return files.set('policies/schemas/tranche.json', text('tranche.json', anyKind()));
}

/** For programs that read what we print; no document of a World, so `tranche.json` knows none of them. */
export function reportFiles(): Map<string, string> {
  const reports = {
    ReviewBaseline: reviewBaseline,
    ReviewReport: reviewReport,
    ScanReport: scanReport,
  };
  return new Map(
    Object.entries(reports).map(([title, schema]) => [
      `policies/schemas/${fileOf(title)}`,
      text(fileOf(title), { title, ...forEditors(schema) }),
    ]),
  );
}

const fileOf = (kind: string): string => `${kind.toLowerCase()}.json`;

const text = (file: string, schema: Json): string =>
  printed({ $schema: DRAFT, $id: `https://${GROUP}/schemas/${VERSION}/${file}`, ...schema });

const anyKind = (): Json => ({
  title: 'A document of a World',
  type: 'object',
  required: ['apiVersion', 'kind'],
  allOf: Object.keys(ours).map((kind) => ({
    if: { required: ['kind'], properties: { kind: { const: kind } } },
    // oxlint-disable-next-line no-thenable -- JSON Schema's word
    then: { $ref: fileOf(kind) },
  })),
});
