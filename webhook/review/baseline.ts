/**
 * What was found before, so that a team that takes up reviewing fails on what is new and works off
 * what is old. Findings of today are left out: they come and go with what others run.
 */
import { isRecord } from '../expand/raw.ts';
import { subjectTitle } from './title.ts';
import type { Finding, Report } from './report.ts';

/** The fingerprint decides; the rest is for whoever reads the file, or its diff. */
export interface Entry {
  readonly fingerprint: string;
  readonly rule: string;
  /** E.g. `Deployment speech/whisper`, with the container where it is of one. */
  readonly of: string;
  readonly file: string;
}

export interface Baseline {
  readonly apiVersion: Report['apiVersion'];
  readonly kind: 'ReviewBaseline';
  readonly findings: readonly Entry[];
}

const API_VERSION: Baseline['apiVersion'] = 'tranche.dev/v1alpha1';
const KIND = 'ReviewBaseline';

/** The text of the file; a finding has its own lines in it, so that two branches merge. */
export const written = (findings: readonly Finding[]): string =>
  `${JSON.stringify(baselineOf(findings), null, 2)}\n`;

export function baselineOf(findings: readonly Finding[]): Baseline {
  const entries = findings.filter(({ basis }) => basis === 'policy').map(entryOf);
  return { apiVersion: API_VERSION, kind: KIND, findings: entries.toSorted(inFile) };
}

const entryOf = ({ fingerprint, rule, subject, container, at }: Finding): Entry => ({
  fingerprint,
  rule,
  of: `${subjectTitle(subject)}${container === undefined ? '' : `, container ${container}`}`,
  file: at.file,
});

function inFile(a: Entry, b: Entry): number {
  for (const key of ['file', 'of', 'rule', 'fingerprint'] as const)
    if (a[key] !== b[key]) return a[key] < b[key] ? -1 : 1;
  return 0;
}

export type ReadBaseline =
  | { readonly ok: true; readonly baseline: Baseline }
  | { readonly ok: false; readonly says: string };

const HELP = 'write it anew with --write-baseline';

export function readBaseline(file: string, text: string): ReadBaseline {
  const fault = (says: string): ReadBaseline => ({ ok: false, says: `${file} ${says}; ${HELP}` });
  const value = parsed(text);
  if (value === undefined) return fault('is no JSON');
  if (!isRecord(value) || value['kind'] !== KIND)
    return fault(`must have kind ${KIND}, got ${spelt(isRecord(value) ? value['kind'] : value)}`);
  if (value['apiVersion'] !== API_VERSION)
    return fault(`must have apiVersion ${API_VERSION}, got ${spelt(value['apiVersion'])}`);
  const { findings } = value;
  if (!Array.isArray(findings)) return fault('must have a list of findings');
  const entries = findings.filter(isEntry);
  const bad = findings.findIndex((one) => !isEntry(one));
  if (bad >= 0)
    return fault(
      `has as findings[${bad}] ${spelt(findings[bad])}, which must have fingerprint (16 hex digits), rule, of and file`,
    );
  return { ok: true, baseline: { apiVersion: API_VERSION, kind: KIND, findings: entries } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const LONGEST = 80;
const spelt = (value: unknown): string => (JSON.stringify(value) ?? 'none').slice(0, LONGEST);

const isEntry = (value: unknown): value is Entry =>
  isRecord(value) &&
  /^[0-9a-f]{16}$/.test(String(value['fingerprint'])) &&
  ['fingerprint', 'rule', 'of', 'file'].every((key) => typeof value[key] === 'string');

export interface Held {
  readonly findings: Finding[];
  /** Entries that nothing was found of any more: mended, or the file was not among those reviewed. */
  readonly gone: Entry[];
}

/** Known ones marked. A finding of today is never known: what a cluster has left is news each day. */
export function heldAgainst(findings: readonly Finding[], { findings: entries }: Baseline): Held {
  const known = new Set(entries.map(({ fingerprint }) => fingerprint));
  const lasting = findings.filter(({ basis }) => basis === 'policy');
  const found = new Set(lasting.map(({ fingerprint }) => fingerprint));
  return {
    findings: findings.map(({ known: _before, ...finding }) =>
      finding.basis === 'policy' && known.has(finding.fingerprint)
        ? { ...finding, known: true }
        : finding,
    ),
    gone: entries.filter(({ fingerprint }) => !found.has(fingerprint)),
  };
}
