/** Why a document of a file gives no object, in words for whoever wrote it. */
import { isCollection, visit, type Document } from 'yaml';
import { brokenIn } from './broken.ts';
import { quotedIn } from './quoted.ts';

export interface Unreadable {
  readonly offset: number;
  readonly says: string;
  readonly help?: string;
}

/** None where the document can be read. One fault alone tells of a template: what the parser stumbles over is its braces. */
export function unreadable(document: Document.Parsed, source: string): Unreadable[] {
  const template = templated(document, source);
  if (template !== undefined) return [template];
  const broken = brokenIn(document, source);
  return broken === undefined ? [] : [conflictIn(document, source) ?? broken];
}

/** What the parser stumbles over is no slip of whoever wrote it. */
function conflictIn({ range: [from, , to] }: Document.Parsed, source: string) {
  const at = source.slice(from, to).search(/^<{7} /m);
  const help = 'keep one side, and take the lines <<<<<<<, ======= and >>>>>>> out';
  return at < 0
    ? undefined
    : { offset: from + at, says: 'is a conflict of a merge that nobody resolved', help };
}

/** Why a source is nothing to be parsed, whose bytes were taken for UTF-8; none where it is text. */
export function textless(source: string): Pick<Unreadable, 'says' | 'help'> | undefined {
  if (!source.slice(0, 8192).includes('\u0000')) return undefined;
  return WIDE.test(source)
    ? { says: 'is UTF-16, and manifests are UTF-8', help: 'save it as UTF-8' }
    : { says: 'is no text, and no manifest therefore' };
}

/** Every other byte of a text in English is none; PowerShell before 7 writes so. Its mark decodes to nothing that is known. */
const WIDE = /^\ufffd{0,2}(?:(?:[^\0]\0){4}|(?:\0[^\0]){4})/;

export const TEMPLATE = 'is a Helm template that is not rendered';

/** A brace within a brace makes a map of a key, which no object has; elsewhere the parser loses its way on such a line. */
function templated(document: Document.Parsed, source: string): Unreadable | undefined {
  const [from, , to] = document.range;
  const at = source.slice(from, to).indexOf('{{');
  if (at < 0) return undefined;
  const lost =
    document.errors.some(({ pos }) => lineAt(source, pos[0]).includes('{{')) ||
    (document.errors.length > 0 && /^\{\{/m.test(source.slice(from, to)));
  if (lost || hasOddKey(document)) return { offset: from + at, says: TEMPLATE, help: BY_HELM };
  const quoted = quotedIn(document);
  if (quoted === undefined) return undefined;
  const { offset, of } = quoted;
  return of === 'of Helm'
    ? { offset, says: TEMPLATE, help: BY_HELM }
    : {
        offset,
        says: 'holds a template that is not rendered',
        help: 'review what it is rendered to',
      };
}

const BY_HELM = 'render it first: helm template CHART | tranche review -';

function lineAt(source: string, offset: number): string {
  const end = source.indexOf('\n', offset);
  return source.slice(source.lastIndexOf('\n', offset - 1) + 1, end < 0 ? undefined : end);
}

function hasOddKey(document: Document.Parsed): boolean {
  let odd = false;
  visit(document, {
    Pair(_, { key }) {
      odd ||= isCollection(key);
      return odd ? visit.BREAK : undefined;
    },
  });
  return odd;
}

/** As helm names, above each document that it renders, the file it comes from. */
export function sourceAbove(comments: string): string | undefined {
  const all = [...comments.matchAll(/^# Source: (.+)$/gm)];
  const last = all.at(-1)?.[1]?.trim() ?? '';
  return OF_HELM.test(last) ? last : undefined;
}

/** Charts and subcharts, and a file of the last: nothing that leads out of them, which anybody can write there. */
const OF_HELM = /^(?!.*(?:^|\/)\.{0,2}\/)[^/]+\/(?:charts\/[^/]+\/)*(?:templates|crds)\/.*[^/]$/;
