/** What was found put in order, named and concluded: the report as every output renders it. */
import { conclude } from '../../review/conclusion.ts';
import { fingerprinted } from '../../review/fingerprint.ts';
import { inOrder } from '../../review/order.ts';
import { recalled, type Recall } from '../../review/recall.ts';
import type { Comparison, FailOn, Report } from '../../review/report.ts';
import type { Findings } from './reviewing.ts';
import { inWorkTree } from './work-tree.ts';

export interface Asked {
  readonly failOn: FailOn;
  readonly failOnToday: boolean;
  readonly version: string;
  /** What was found before: in the base, in a baseline. */
  readonly recalls?: readonly Recall[];
  readonly comparison?: Comparison;
}

export function reportOf(
  all: Findings,
  { failOn, failOnToday, version, recalls = [], comparison }: Asked,
): Report {
  const { asked, reviewed, teams, without, unread, limits } = all;
  const findings = recalled(inOrder(fingerprinted(all.found, inWorkTree)), recalls);
  return {
    apiVersion: 'tranche.dev/v1alpha1',
    kind: 'ReviewReport',
    version,
    clusters: asked.map(({ cluster }) => cluster),
    reviewed,
    findings,
    teams,
    without,
    unread,
    limits,
    ...(comparison === undefined ? {} : { comparison }),
    conclusion: conclude({
      findings,
      unread,
      judged: asked.length > 0,
      objects:
        makersIn(reviewed, findings) + without.reduce((sum, { objects }) => sum + objects, 0),
      pods: reviewed.reduce((sum, { outcomes: [first] }) => sum + (first?.pods.judged ?? 0), 0),
      failOn,
      includesToday: failOnToday,
    }),
  };
}

/** Objects that make pods, also those of which only their controllers know what these are. */
function makersIn(reviewed: Report['reviewed'], findings: Report['findings']): number {
  const opaque = findings.filter(({ rule }) => rule === 'lint/not-expanded');
  // Several may bear one name: what the server names, and what two files hold.
  const written = [...reviewed, ...opaque].map(({ subject: { group: _group, ...of }, at }) =>
    JSON.stringify([of, at.file, at.line, at.column]),
  );
  return new Set(written).size;
}
