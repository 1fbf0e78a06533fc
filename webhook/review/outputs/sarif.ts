/**
 * SARIF 2.1.0 as GitHub's code scanning takes it, which wants more than the standard: texts for each rule,
 * a place for each result, nothing empty, and refuses the whole file where one is missing.
 *
 * A finding in what a chart renders is placed in the chart's file without a region, which the standard reads
 * as the whole file (§3.29.4): a line of the rendered text would point at something else there. There is no
 * automationDetails, for the upload's own `category` is only heard where a file names none.
 */
import { counted, utf8Length } from '../../core/text.ts';
import { sayable } from '../../report/sayable.ts';
import type { Finding, Render, Report } from '../report.ts';
import { resultOf } from './sarif/result.ts';
import { ruleOf } from './sarif/rule.ts';
import { uriOf } from './sarif/uri.ts';
import { grouped, inRepository, unreadSays } from './said.ts';

/** GitHub takes no more results in a run. */
const MOST = 25_000;
/** GitHub takes 10 MB as gzip, which makes nothing longer; the rest is for rules and what was not read. */
const MOST_BYTES = 8_000_000;
const MOST_UNREAD = 500;

export const render: Render = (report, wishes) => {
  const rules = grouped(report.findings, ({ rule }) => rule);
  const indices = new Map(rules.map(([rule], index) => [rule, index]));
  const results = fitting(report.findings, (finding) =>
    resultOf(finding, report, indices.get(finding.rule) ?? 0),
  );
  const run = {
    tool: {
      driver: {
        name: 'tranche',
        semanticVersion: report.version,
        rules: rules.map(([, findings]) => ruleOf(findings, wishes)),
      },
    },
    columnKind: 'utf16CodeUnits',
    invocations: [invocation(report, report.findings.length - results.length)],
    results,
  };
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [run],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
};

/** The worst come first, so what has no room is the least of it. */
function fitting(findings: readonly Finding[], resultOf_: (finding: Finding) => object): object[] {
  const results: object[] = [];
  let bytes = 0;
  for (const finding of findings.slice(0, MOST)) {
    const result = resultOf_(finding);
    bytes += utf8Length(JSON.stringify({ runs: [{ results: [result] }] }, null, 2));
    if (bytes > MOST_BYTES) break;
    results.push(result);
  }
  return results;
}

function invocation({ unread, conclusion }: Report, leftOut: number): object {
  const notes = [
    ...unread.slice(0, MOST_UNREAD).map(notRead),
    ...tooMany(unread.length - MOST_UNREAD, 'document', 'could not be read'),
    ...tooMany(leftOut, 'finding', 'not shown: GitHub takes no larger file; -o json has them all'),
  ];
  return {
    executionSuccessful: conclusion.exit !== 2,
    exitCode: conclusion.exit,
    exitCodeDescription: sayable(conclusion.says),
    toolExecutionNotifications: notes,
  };
}

const tooMany = (more: number, what: string, says: string): object[] =>
  more <= 0
    ? []
    : [{ level: 'warning', message: { text: `${counted(more, `more ${what}`)} ${says}` } }];

function notRead(one: Report['unread'][number]): object {
  const region =
    one.line < 1 ? {} : { region: { startLine: one.line, startColumn: Math.max(1, one.column) } };
  const artifactLocation = { uri: uriOf(inRepository(one.file)) };
  return {
    level: 'error',
    message: { text: unreadSays(one) },
    locations: [{ physicalLocation: { artifactLocation, ...region } }],
  };
}
