/** What was found put in order, named and concluded: the report as every output renders it. */
import { heldAgainst, type Baseline } from '../../review/baseline.ts';
import { conclude } from '../../review/conclusion.ts';
import { fingerprinted } from '../../review/fingerprint.ts';
import { inOrder } from '../../review/order.ts';
import type { FailOn, Report } from '../../review/report.ts';
import type { Findings } from './reviewing.ts';

export interface Asked {
  readonly failOn: FailOn;
  readonly failOnToday: boolean;
  readonly version: string;
  /** What was found before. */
  readonly known?: Baseline;
}

export function reportOf(all: Findings, { failOn, failOnToday, version, known }: Asked): Report {
  const { asked, reviewed, without, unread, limits } = all;
  const named = inOrder(fingerprinted(all.found));
  const findings = known === undefined ? named : heldAgainst(named, known).findings;
  const makers = new Set(
    reviewed.map(({ subject: { group: _group, ...of } }) => JSON.stringify(of)),
  );
  return {
    apiVersion: 'tranche.dev/v1alpha1',
    kind: 'ReviewReport',
    version,
    clusters: asked.map(({ cluster }) => cluster),
    reviewed,
    findings,
    teams: [],
    without,
    unread,
    limits,
    conclusion: conclude({
      findings,
      unread,
      objects: makers.size + without.reduce((sum, { objects }) => sum + objects, 0),
      pods: reviewed.reduce((sum, { outcomes: [first] }) => sum + (first?.pods.judged ?? 0), 0),
      failOn,
      includesToday: failOnToday,
    }),
  };
}
