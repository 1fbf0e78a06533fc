/** What `tranche review -o json` prints, for programs that read it. It is no kind that a file may hold. */
import { Type } from '@sinclair/typebox';
import { amount, choice, count, flag, optional, record, text } from './vocabulary.ts';
import { askedFor } from './review-baseline.ts';
import {
  all,
  any,
  ruleId,
  cluster,
  claim,
  money,
  level,
  verdict,
  inForce,
  chosen,
  subject,
  from,
  at,
} from './review-words.ts';
import { API_VERSION, classes, time } from './words.ts';

const finding = record('Something to know or to mend.', {
  rule: ruleId,
  level: level('error: would not be stored. warning: told, or fails later. note: worth knowing.'),
  basis: choice('policy: of the manifests and policies alone. today: of what is left just now.', [
    'policy',
    'today',
  ]),
  clusters: all('Clusters where it was found.', cluster),
  subject,
  container: optional(text('Container that it is of.')),
  says: text('One line.'),
  help: optional(text('What would help.')),
  at,
  fingerprint: Type.String({
    description: 'Stays the same when lines move.',
    pattern: '^[0-9a-f]{16}$',
  }),
  extent: optional(
    record('How far it reaches.', { pods: count('Pods that it holds for.'), asked: askedFor }),
  ),
  known: optional(
    Type.Unsafe<true>({
      type: 'boolean',
      enum: [true],
      description: 'In base or baseline, and no worse.',
    }),
  ),
  worse: optional(text('What has become more since base or baseline, which makes it new.')),
});

const least = count('The least of them.');
const most = Type.Unsafe<number | 'unknown'>({
  description: 'The most of them, or unknown.',
  anyOf: [
    { type: 'integer', minimum: 0 },
    { type: 'string', enum: ['unknown'] },
  ],
});
const atOnce = record('Pods that stand there at once.', {
  least,
  most,
  because: optional(text('What decides between the two.')),
});

const pods = record('Pods of it.', {
  judged: count('How many were judged.'),
  admitted: count('How many would be let in.'),
});

const because = record('The reason.', { rule: ruleId, says: any('One line.') });
const diff = (description: string) => all(description, any('Line.'));

const onceEnforced = record(
  'What would become of its pods, did every policy and quota enforce; absent where that is as now.',
  {
    verdict,
    chosen: any('What its containers would be given then.'),
    because,
    claim: claim('What those let in would hold then.'),
    pods,
    diff: diff('Unified diff of the first pod that is let in then, without a header.'),
    notYet: text('Why it is not so now.'),
  },
);

const outcome = record('What one cluster would do with the pods of one template.', {
  cluster,
  verdict,
  inForce,
  mode: choice('Mode of the policy.', ['observe', 'warn', 'enforce']),
  class: choice('Class of the workload.', classes),
  team: text('Its team, or unassigned.'),
  policy: any('Policy that decided.'),
  asked: any('What its containers ask for.'),
  chosen,
  because,
  claimAsked: claim('What its pods would hold as they are written.'),
  claimFinal: claim('What they hold as things are, whatever is not in force.'),
  pods,
  id: any('Of the decision, as in warning, annotation and audit.'),
  diff: diff('Unified diff of the first pod, without a header; only what is in force.'),
  patch: Type.Array(Type.Unknown(), { description: 'JSON Patch of the first pod.' }),
  onceEnforced: optional(onceEnforced),
});

const reviewed = record('One pod template.', {
  subject,
  at,
  atOnce,
  notes: all('What its reader should know beside.', text('One line.')),
  outcomes: all('One for each cluster, in their order.', outcome),
});

const room = (description: string) =>
  record(description, {
    limit: amount('Limit.', 0),
    used: amount('Held by what runs already.', 0),
    after: amount('Held with these manifests, of those that come and go the largest.', 0),
  });

const takes = {
  refused: claim('Of what is asked, what would not be let in.'),
  needed: claim('As they would be stored; nothing of what is refused.'),
  inTurn: optional(
    record('Of what is needed, where schedules and hooks start several runs in turn.', {
      runs: claim('What those runs need.'),
      atOnce: claim('The most that stands there at once.'),
    }),
  ),
  quota: optional(room('GPUs of its quota, in thousandths.')),
  quotaMiB: optional(room('Video memory of its quota, in MiB.')),
  before: optional(money('Of what is asked and not refused; absent until prices are set.')),
  after: optional(money('Of what is needed; absent until prices are set.')),
};

const team = record('What the manifests of a team come to in a cluster.', {
  cluster,
  team: text('Team, or unassigned.'),
  asked: claim('As they are written.'),
  ...takes,
  onceEnforced: optional(
    record('The same, did every policy and quota enforce; absent where that is as now.', takes),
  ),
});

const side = (description: string) =>
  record(description, {
    verdict,
    inForce,
    chosen,
    claim: claim('What it holds.'),
    asked: claim('What it would hold as it is written.'),
    pods,
    atOnce: record('Pods that stand there at once.', { least, most }),
  });

const comparison = record('What differs from the base.', {
  base: text('Reference of git, or folder.'),
  commit: optional(
    record('Of a reference: the commit that was compared with.', {
      hash: text('Its hash.'),
      is: choice('Where the work left the reference, or the reference itself.', [
        'merge base',
        'tip',
      ]),
    }),
  ),
  objects: all(
    'Objects that come out otherwise.',
    record('An object.', {
      subject,
      file: text('Its file.'),
      change: choice('What became of it.', ['new', 'gone', 'changed']),
      clusters: all(
        'Clusters in which it comes out otherwise.',
        record('A cluster.', {
          cluster,
          before: optional(side('At the base; absent where it was not there.')),
          after: optional(side('Now; absent where it is no more.')),
        }),
      ),
    }),
  ),
  teams: all(
    'Teams whose manifests need more or less.',
    record('A team.', {
      cluster,
      team: text('Team, or unassigned.'),
      before: claim('At the base.'),
      after: claim('Now.'),
      money: optional(
        record('Where both are known.', { before: money('At the base.'), after: money('Now.') }),
      ),
    }),
  ),
  newFindings: all(
    'Fingerprints of findings that the base had not, or had less of.',
    text('Fingerprint.'),
  ),
  goneFindings: all('Findings that are no more.', finding),
});

export const reviewReport = record('What a review of manifests found.', {
  apiVersion: choice('Group and version of the report.', [API_VERSION]),
  kind: choice('Kind of the report.', ['ReviewReport']),
  version: text('Version of the program.'),
  clusters: all(
    'Clusters that were asked.',
    record('A cluster.', {
      name: text('Its name.'),
      from: text('File, or address.'),
      readAt: optional(time('When it was read.')),
      age: optional(choice('Of a World that somebody wrote by hand.', ['unknown'])),
      serverVersion: optional(text('Version of its API server.')),
      policyHash: text('Hash of its policies.'),
    }),
  ),
  reviewed: all('What makes pods.', reviewed),
  findings: all('Errors first, then by file, line and rule.', finding),
  teams: all('By cluster and team.', team),
  without: all(
    'Objects that make no pods.',
    record('A kind.', { kind: text('Kind.'), objects: count('How many.') }),
  ),
  unread: all(
    'Files and documents that could not be reviewed.',
    record('A file or document.', {
      of: optional(
        choice('What it is where it is no manifest.', ['policies', 'snapshot', 'server']),
      ),
      doubted: optional(
        Type.Unsafe<true>({ type: 'boolean', enum: [true], description: 'Read, but doubted.' }),
      ),
      ...from,
      document: optional(
        count('The line with which its document begins; several faults may be of one.'),
      ),
      says: text('What is wrong.'),
      help: optional(text('What would help.')),
    }),
  ),
  limits: all('What no expansion of manifests knows.', text('One line.')),
  comparison: optional(comparison),
  conclusion: record('What it comes to.', {
    exit: Type.Unsafe<0 | 1 | 2>({ type: 'integer', enum: [0, 1, 2], description: 'Exit status.' }),
    failOn: choice('Least level that fails.', ['none', 'note', 'warning', 'error']),
    includesToday: flag('Whether findings of today fail, too.'),
    objects: count('Objects that were read.'),
    pods: count('Pods that were judged.'),
    counts: record('New findings by level.', {
      error: count('Errors.'),
      warning: count('Warnings.'),
      note: count('Notes.'),
    }),
    known: count('Findings of the baseline.'),
    says: text('One line.'),
  }),
});
