/**
 * JUnit XML: a suite for each file, a case for each object and rule that found something in it, and one
 * that passes for each object without. GitLab shows the text of a failure and Jenkins its message, so both
 * are written; GitLab drops the second of two cases with one name, so no two have. What fails here is what
 * fails the review, so that the two agree; the rest is told as output of a case that passes.
 */
import { sayable } from '../../report/sayable.ts';
import { xml } from '../../report/xml.ts';
import { fails } from '../conclusion.ts';
import type { Finding, Render, Report } from '../report.ts';
import { grouped, inRepository, named, placeOf, sentence, unreadSays } from './said.ts';

export const render: Render = (report) => {
  const cases = [
    ...report.unread.map(unread),
    ...foundIn(report).map((findings) => found(findings, report)),
    ...report.reviewed.flatMap((one) => clean(one, report)),
  ];
  const name = namer();
  const suites = grouped(cases, ({ file }) => file).map(([file, within]) => ({
    '@name': file,
    ...sums(within),
    '@skipped': within.filter(({ skipped }) => skipped !== undefined).length,
    '@file': file,
    testcase: within.map((one) => testcase(one, name(one.name))),
  }));
  const root = { '@name': 'tranche review', ...sums(cases), testsuite: suites };
  return `${xml({ testsuites: root }).trimEnd()}\n`;
};

interface Case {
  readonly file: string;
  readonly line?: number;
  readonly rule: string;
  readonly name: string;
  readonly error?: Said;
  readonly failure?: Said;
  readonly skipped?: Said;
  readonly out?: string;
}

interface Said {
  readonly message: string;
  readonly type: string;
  readonly text: string;
}

/** By object and rule, whatever containers and clusters it was found in. */
const foundIn = ({ findings }: Report): (readonly Finding[])[] =>
  grouped(findings, (one) => JSON.stringify([placeOf(one.at).file, one.subject, one.rule])).map(
    ([, alike]) => alike,
  );

function found(findings: readonly Finding[], report: Report): Case {
  const [first] = findings;
  if (first === undefined) throw new Error('a group has at least one');
  const fresh = findings.filter(({ known }) => known === undefined);
  const failing = fresh.filter((one) => fails(one, report.conclusion));
  const told = failing.length > 0 ? failing : findings;
  const said = {
    message: told.map((one) => sentence(one, report)).join('; '),
    type: told[0]?.level ?? first.level,
    text: told.map((one) => lineOf(one, report)).join('\n'),
  };
  const { file, span } = placeOf(first.at);
  return {
    file: sayable(file),
    ...(span === undefined ? {} : { line: span.line }),
    rule: first.rule,
    name: `${named(first.subject)} ${first.rule}`,
    ...outcome(said, failing.length > 0, fresh.length > 0),
  };
}

function outcome(said: Said, isFailure: boolean, isFresh: boolean): Partial<Case> {
  if (isFailure) return { failure: said };
  if (isFresh) return { out: said.text };
  return { skipped: { ...said, message: `known: ${said.message}` } };
}

function lineOf(finding: Finding, report: Report): string {
  const { file, span } = placeOf(finding.at);
  const place = span === undefined ? file : `${file}:${span.line}:${span.column}`;
  const help = finding.help === undefined ? '' : `\n  ${sayable(finding.help)}`;
  return `${sayable(place)}: ${finding.level}: ${sentence(finding, report)}${help}`;
}

function clean({ subject, at }: Report['reviewed'][number], { findings }: Report): Case[] {
  const who = JSON.stringify(subject);
  if (findings.some((one) => JSON.stringify(one.subject) === who)) return [];
  const { file, span } = placeOf(at);
  const line = span === undefined ? {} : { line: span.line };
  return [{ file: sayable(file), ...line, rule: 'review', name: named(subject) }];
}

function unread(one: Report['unread'][number]): Case {
  const file = sayable(inRepository(one.file));
  const message = unreadSays(one);
  return {
    file,
    ...(one.line < 1 ? {} : { line: one.line }),
    rule: 'review/unread',
    name: `${file}:${one.line} could be read`,
    error: { message, type: 'unread', text: `${file}:${one.line}:${one.column}: ${message}` },
  };
}

const sums = (cases: readonly Case[]) => ({
  '@tests': cases.length,
  '@failures': cases.filter(({ failure }) => failure !== undefined).length,
  '@errors': cases.filter(({ error }) => error !== undefined).length,
});

const testcase = (one: Case, name: string): object => ({
  '@name': name,
  '@classname': one.rule,
  '@file': one.file,
  ...(one.line === undefined ? {} : { '@line': one.line }),
  ...element('error', one.error),
  ...element('failure', one.failure),
  ...element('skipped', one.skipped),
  ...(one.out === undefined ? {} : { 'system-out': one.out }),
});

const element = (tag: string, said: Said | undefined): object =>
  said === undefined
    ? {}
    : { [tag]: { '@message': said.message, '@type': said.type, '#text': said.text } };

function namer(): (name: string) => string {
  const taken = new Set<string>();
  return (name) => {
    let free = name;
    for (let nth = 2; taken.has(free); nth++) free = `${name} (${nth})`;
    taken.add(free);
    return free;
  };
}
