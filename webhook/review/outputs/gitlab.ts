/**
 * GitLab's code quality: an array, which it compares with the one of the target branch by fingerprint. So
 * what a baseline knows stays in it: left out, it would show as mended.
 */
import { nameOf } from '../../core/text.ts';
import { sayable } from '../../report/sayable.ts';
import type { Finding, Render, Report, Unread } from '../report.ts';
import { helpful, inRepository, placeOf, unreadSays } from './said.ts';

export const render: Render = (report) => {
  const all = [
    ...report.unread.map((one) => unread(one)),
    ...report.findings.map((finding) => found(finding, report)),
  ];
  return `${JSON.stringify(apart(all), null, 2)}\n`;
};

interface Issue {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: 'info' | 'minor' | 'major' | 'critical' | 'blocker';
  readonly location: { readonly path: string; readonly lines: { begin: number; end: number } };
}

/** Where only the chart's file is known, the first line stands for it: GitLab asks for one. */
function found(finding: Finding, report: Report): Issue {
  const { file, span = { line: 1, endLine: 1 } } = placeOf(finding.at);
  return {
    description: helpful(finding, report),
    check_name: finding.rule,
    fingerprint: finding.fingerprint,
    severity: severityOf(finding),
    location: {
      path: sayable(file),
      lines: { begin: span.line, end: span.endLine },
    },
  };
}

function severityOf({ level, basis }: Finding): Issue['severity'] {
  if (level === 'error') return basis === 'policy' ? 'critical' : 'major';
  return level === 'warning' ? 'minor' : 'info';
}

function unread(one: Unread): Issue {
  const line = Math.max(1, one.line);
  return {
    description: unreadSays(one),
    check_name: 'review/unread',
    fingerprint: nameOf(`${one.file}\n${kindOf(one)}`),
    severity: 'blocker',
    location: { path: sayable(inRepository(one.file)), lines: { begin: line, end: line } },
  };
}

/** As of a finding, no figure is part of its name: of a line, a version or a day it is one issue, not another each time. */
const kindOf = ({ says }: Unread): string => says.replaceAll(/\d+/g, '');

/** Of two with one fingerprint GitLab shows one. */
function apart(all: readonly Issue[]): Issue[] {
  const seen = new Map<string, number>();
  return all.map((issue) => {
    const before = seen.get(issue.fingerprint) ?? 0;
    seen.set(issue.fingerprint, before + 1);
    return before === 0 ? issue : { ...issue, fingerprint: `${issue.fingerprint}-${before + 1}` };
  });
}
