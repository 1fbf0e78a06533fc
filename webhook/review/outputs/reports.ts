/**
 * What PolicyReport and OpenReports have in common, which is nearly all: an object for each namespace that
 * was reviewed, so that applying the next run's takes away what was mended. Violations only, and no more
 * than etcd takes in one object; the sums are of all. Times are for whoever applies it.
 */
import { sayable } from '../../report/sayable.ts';
import { yaml } from '../../report/yaml.ts';
import { toldAs } from '../conclusion.ts';
import type { Finding, Report } from '../report.ts';
import { grouped, sentence } from './said.ts';

/** Of some 2 KB each; an object of etcd has 1.5 MB. Applied by the server, for kubectl's own note of what it applied has 256 KB. */
export const MOST = 500;

export interface Kinds {
  readonly apiVersion: string;
  readonly kind: string;
  /** Of what lies in no namespace. */
  readonly clusterKind: string;
  /** What this format has at the top beside what both have. */
  readonly beside: Readonly<Record<string, unknown>>;
}

export function reports(report: Report, kinds: Kinds): string {
  const violations = report.findings.filter(({ level }) => level !== 'note');
  const subjects = [
    ...report.reviewed.map(({ subject }) => subject),
    ...violations.map(({ subject }) => subject),
  ];
  const namespaces = grouped(subjects, ({ namespace }) => namespace).map(([name]) => name);
  if (namespaces.length === 0) return '# nothing was reviewed\n';
  return namespaces.map((name) => yaml(reportOf(name, violations, report, kinds))).join('---\n');
}

function reportOf(
  namespace: string,
  violations: readonly Finding[],
  report: Report,
  { apiVersion, kind, clusterKind, beside }: Kinds,
): object {
  const here = violations.filter(({ subject }) => subject.namespace === namespace);
  return {
    apiVersion,
    kind: namespace === '' ? clusterKind : kind,
    metadata: {
      name: 'tranche-review',
      ...(namespace === '' ? {} : { namespace }),
      labels: { 'app.kubernetes.io/managed-by': 'tranche' },
      ...(here.length <= MOST
        ? {}
        : { annotations: { 'tranche.dev/shown': `${MOST} of ${here.length} violations` } }),
    },
    ...beside,
    summary: summary(namespace, here, report),
    results: here.slice(0, MOST).map((finding) => resultOf(finding, report)),
  };
}

/** `pass` counts objects, for what they would have to pass is not one rule after the other. */
function summary(
  namespace: string,
  here: readonly Finding[],
  { reviewed, conclusion }: Report,
): object {
  const blamed = new Set(here.map(({ subject }) => JSON.stringify(subject)));
  const passed = reviewed.filter(
    ({ subject }) => subject.namespace === namespace && !blamed.has(JSON.stringify(subject)),
  );
  const of = (level: Finding['level']) =>
    here.filter((one) => toldAs(one, conclusion) === level).length;
  return { pass: passed.length, fail: of('error'), warn: of('warning'), error: 0, skip: 0 };
}

function resultOf(finding: Finding, report: Report): object {
  const { apiVersion, kind, namespace, name } = finding.subject;
  const failed = toldAs(finding, report.conclusion) === 'error';
  return {
    source: 'tranche',
    policy: finding.rule,
    rule: finding.rule,
    category: finding.rule.split('/')[0],
    result: failed ? 'fail' : 'warn',
    severity: failed ? 'high' : 'medium',
    scored: true,
    message: sayable(sentence(finding, report), 1024),
    resources: [{ apiVersion, kind, ...(namespace === '' ? {} : { namespace }), name }],
    properties: propertiesOf(finding),
  };
}

/** Each has to be a string. */
function propertiesOf(finding: Finding): Readonly<Record<string, string>> {
  const { subject, container, at, help, known } = finding;
  const all = {
    group: subject.group || undefined,
    container,
    clusters: finding.clusters.join(' '),
    basis: finding.basis,
    known: known === undefined ? undefined : 'true',
    file: at.renderedFrom ?? at.file,
    line: at.renderedFrom === undefined ? String(at.line) : undefined,
    help,
    fingerprint: finding.fingerprint,
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, sayable(value, 256)]],
    ),
  );
}
