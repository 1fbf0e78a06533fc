/**
 * What was found before, so that a team that takes up reviewing fails on what is new and works off
 * what is old. Findings of today are left out: they come and go with what others run.
 */
import { isRecord } from '../expand/raw.ts';
import { harderThan, worseThan } from './extent.ts';
import type { PlaceOf } from './fingerprint.ts';
import type { Recall } from './recall.ts';
import { spread, spreadSays } from './spread.ts';
import { subjectTitle } from './title.ts';
import { levels, type Extent, type Finding, type Level, type Report } from './report.ts';

/** The fingerprint decides; the rest is for whoever reads the file, or its diff. */
export interface Entry {
  readonly fingerprint: string;
  readonly rule: string;
  /** E.g. `Deployment speech/whisper`, with the container where it is of one. */
  readonly of: string;
  /** From the root of its work tree. */
  readonly file: string;
  /** How hard it was and how far it reached; files of before this was kept have neither, and hold whatever it becomes. */
  readonly level?: Level;
  readonly pods?: number;
  readonly asked?: Extent['asked'];
  /** Where it was found; files of before this was kept have none, and hold wherever it is found. */
  readonly clusters?: readonly string[];
}

export interface Baseline {
  readonly apiVersion: Report['apiVersion'];
  readonly kind: 'ReviewBaseline';
  /** Those that were asked: what another one finds later is known wherever it was found then. */
  readonly clusters?: readonly string[];
  readonly findings: readonly Entry[];
}

const API_VERSION: Baseline['apiVersion'] = 'tranche.dev/v1alpha1';
const KIND = 'ReviewBaseline';

/** The text of the file; a finding has its own lines in it, so that two branches merge. */
export const written = (...of: Parameters<typeof baselineOf>): string =>
  `${JSON.stringify(baselineOf(...of), null, 2)}\n`;

type OfReport = Pick<Report, 'findings' | 'clusters'>;

/** `others`: what stands in it of files that were not looked at this time. */
export function baselineOf(
  { findings, clusters }: OfReport,
  placeOf: PlaceOf = (file) => file,
  others: readonly Entry[] = [],
): Baseline {
  const entries = findings
    .filter(({ basis }) => basis === 'policy')
    .map((one) => entryOf(one, placeOf));
  const prints = new Set(entries.map(({ fingerprint }) => fingerprint));
  const kept = others.filter(({ fingerprint }) => !prints.has(fingerprint));
  return {
    apiVersion: API_VERSION,
    kind: KIND,
    clusters: clusters.map(({ name }) => name),
    findings: [...entries, ...kept].toSorted(inFile),
  };
}

const entryOf = (finding: Finding, placeOf: PlaceOf): Entry => ({
  fingerprint: finding.fingerprint,
  rule: finding.rule,
  of: whoseOf(finding),
  file: placeOf(finding.at.file),
  level: finding.level,
  ...finding.extent,
  clusters: finding.clusters,
});

const whoseOf = ({ subject, container }: Finding): string =>
  `${subjectTitle(subject)}${container === undefined ? '' : `, container ${container}`}`;

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
  const { findings, clusters } = value;
  if (!Array.isArray(findings)) return fault('must have a list of findings');
  if (!isNamesOrNone(clusters)) return fault(`must have names as clusters, got ${spelt(clusters)}`);
  const entries = findings.filter(isEntry);
  if (entries.length < findings.length) return fault(stranger(findings));
  const of = clusters === undefined ? {} : { clusters };
  return { ok: true, baseline: { apiVersion: API_VERSION, kind: KIND, ...of, findings: entries } };
}

function stranger(findings: readonly unknown[]): string {
  const bad = findings.findIndex((one) => !isEntry(one));
  return `has as findings[${bad}] ${spelt(findings[bad])}, which must have fingerprint (16 hex digits), rule, of and file, and level, pods as a number, asked as texts and clusters as names where it has them`;
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
  ['fingerprint', 'rule', 'of', 'file'].every((key) => typeof value[key] === 'string') &&
  Object.entries(KEPT).every(([key, is]) => value[key] === undefined || is(value[key]));

const isAsked = (value: unknown): boolean =>
  isRecord(value) && Object.values(value).every((amount) => typeof amount === 'string');

const isNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((name) => typeof name === 'string');

const isNamesOrNone = (value: unknown): value is readonly string[] | undefined =>
  value === undefined || isNames(value);

/** What older files have not. */
const KEPT: Readonly<Record<string, (value: unknown) => boolean>> = {
  level: (value) => levels.some((level) => level === value),
  pods: Number.isSafeInteger,
  asked: isAsked,
  clusters: isNames,
};

export interface Held {
  readonly recall: Recall;
  /** Entries of which nothing was found any more, though their files were looked at. */
  readonly gone: Entry[];
  /** Entries of files that were not looked at. */
  readonly others: Entry[];
}

export interface Where {
  /** E.g. `in known.json`. */
  readonly where: string;
  /** Whether what an entry calls its file is there no more: it was moved, or deleted. */
  readonly isGone: (file: string) => boolean;
  /** Whether what was found in it would have been found again. */
  readonly isLookedAt: (file: string) => boolean;
}

/** A finding of today is never known: what a cluster has left is news each day. */
export function heldAgainst(
  findings: readonly Finding[],
  { findings: entries, clusters: asked = [] }: Baseline,
  { where, isGone, isLookedAt }: Where,
): Held {
  const lasting = findings.filter(({ basis }) => basis === 'policy');
  const byPrint = new Map(entries.map((entry) => [entry.fingerprint, entry]));
  const taken = new Set(lasting.flatMap(({ fingerprint }) => byPrint.get(fingerprint) ?? []));
  const moved = movedIn(entries.filter((entry) => !taken.has(entry) && isGone(entry.file)));
  const pairs = lasting.flatMap((finding): Pair[] => {
    const { fingerprint, rule } = finding;
    const entry = byPrint.get(fingerprint) ?? moved.get(movedKey(rule, whoseOf(finding)))?.shift();
    return entry === undefined ? [] : [[entry, finding]];
  });
  for (const [entry] of pairs) taken.add(entry);
  const spreading = spread(pairs, { all: entries, asked, keyOf });
  const worse = ([entry, finding]: Pair): string[] => [
    ...worseIn(entry, finding, where),
    ...spreadSays(entry, spreading.get(finding), where),
  ];
  const left = entries.filter((entry) => !taken.has(entry));
  return {
    recall: new Map(pairs.map((pair) => [pair[1].fingerprint, worse(pair)])),
    gone: left.filter(({ file }) => isLookedAt(file)),
    others: left.filter(({ file }) => !isLookedAt(file)),
  };
}

type Pair = readonly [entry: Entry, finding: Finding];

const keyOf = ({ rule, of, file }: Entry): string => JSON.stringify([rule, of, file]);

/** Where a file was renamed, its findings are known by whose they are; one for each entry. */
function movedIn(entries: readonly Entry[]): Map<string, Entry[]> {
  const moved = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = movedKey(entry.rule, entry.of);
    moved.set(key, [...(moved.get(key) ?? []), entry]);
  }
  return moved;
}

const movedKey = (rule: string, of: string): string => JSON.stringify([rule, of]);

const worseIn = (entry: Entry, { level, extent }: Finding, where: string): string[] => [
  ...harderThan(entry.level ?? level, level, where),
  ...(entry.pods === undefined || entry.asked === undefined || extent === undefined
    ? []
    : worseThan({ pods: entry.pods, asked: entry.asked }, extent, { where, level })),
];
