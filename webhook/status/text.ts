/** The report on one screen: what wants a look first, and what can be looked up by -o json left out. */
import { counted, gpus, oneLine } from '../core/text.ts';
import type { Colours } from '../report/colour.ts';
import { profilerLine } from './profiler.ts';
import type {
  MissedGroup,
  Objection,
  PolicyStatus,
  QuotaStatus,
  RefusedBy,
  StatusReport,
} from './report.ts';
import { isThere } from './stages.ts';
import { faultsOf } from './status.ts';
import { table } from './table.ts';

/** More rows than this push the rest off the screen. */
const ROWS = 12;

export function statusText(report: StatusReport, colours: Colours): string {
  const sections = [
    head(report, colours),
    policies(report, colours),
    quotas(report, colours),
    decisions(report, colours),
    missed(report, colours),
    backedOff(report, colours),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function head(report: StatusReport, colours: Colours) {
  const { server, set, attention, exemptions, profiles, profiler } = report;
  const ready = server.ready ? colours.green('ready') : colours.red('not ready');
  const oldest = Math.max(0, ...Object.values(server.views));
  const views = Object.keys(server.views).length === 0 ? '' : `, cluster heard ${oldest} s ago`;
  return [
    `Tranche is ${ready}, up since ${minute(server.since)}${views}`,
    `set ${set.hash}, generation ${set.generation}, since ${minute(set.since)}, ${faultsOf(set)}`,
    `profiles: ${profiles.fresh} fresh, ${profiles.stale} stale, ${profiles.undated} undated, ${profiles.missing} missing`,
    profilerLine(profiler),
    ...reserved(profiles),
    `exemptions: ${exemptions.inForce} in force, ${exemptions.expiring} ending soon, ${exemptions.ended} ended, ${exemptions.unmatched} matching nobody`,
    ...(attention.length === 0
      ? [colours.green('all is well')]
      : attention.map((line) => colours.yellow(`! ${line}`))),
    ...furtherFaults(set),
  ];
}

const reserved = ({ reserved: found }: StatusReport['profiles']): string[] =>
  found === undefined
    ? []
    : [
        `engines: ${counted(found.containers, 'container')} ${found.containers === 1 ? 'reserves' : 'reserve'} ${found.vramMiB} MiB more than needed, in one replica of each; tranche explain has the terms`,
      ];

/** The first stands in the line that says how many there are. */
function furtherFaults({ faults, moreFaults = 0 }: StatusReport['set']): string[] {
  const shown = faults.slice(1, ROWS);
  const beyond = faults.length + moreFaults - ROWS;
  return [
    ...shown.map((fault) => `    ${fault}`),
    ...(beyond > 0 ? [`    and ${beyond} more: the log has them`] : []),
  ];
}

function policies({ policies: all, guards }: StatusReport, colours: Colours): string[] {
  if (all.length === 0) return ['no policy is in force'];
  const rows = table(
    ['POLICY', 'MODE', 'SHARE', 'LIVE', 'SINCE IT CHANGED', 'NEXT'],
    all
      .slice(0, ROWS)
      .map((policy) => [
        policy.name,
        policy.mode,
        policy.rolloutShare === undefined ? '-' : String(policy.rolloutShare),
        policy.rolloutShare === undefined ? '-' : live(policy),
        judged(policy),
        policy.next.to === 'stays' ? 'stays' : stage(policy),
      ]),
  );
  const of = (severity: string): number =>
    guards.filter((guard) => guard.severity === severity).length;
  return [
    colours.bold(rows[0] ?? ''),
    ...rows.slice(1),
    ...more(all.length),
    ...all.slice(0, ROWS).flatMap((policy) => nextLine(policy, colours)),
    ...all.slice(0, ROWS).flatMap(objectionLine),
    `guardrails: ${of('deny')} deny, ${of('warn')} warn, ${of('audit')} audit`,
  ];
}

const live = ({ live: found }: PolicyStatus): string =>
  found === 'unknown'
    ? 'cannot tell'
    : `${found.atMost === true ? '<= ' : ''}${counted(found.workloads, 'workload')}, ${counted(found.pods, 'pod')}`;

function judged({ judged: { pods, rewritten, wouldRewrite } }: PolicyStatus): string {
  const would = wouldRewrite === 0 ? '' : `, ${wouldRewrite} would be rewritten`;
  return `${counted(pods, 'pod')}, ${rewritten} rewritten${would}`;
}

const stage = ({ next: { to, rolloutShare } }: PolicyStatus): string =>
  rolloutShare === undefined ? to : `${to} at ${rolloutShare}`;

/** Of one that has come to the last stage its row says all. */
function nextLine(policy: PolicyStatus, colours: Colours): string[] {
  const { name, next } = policy;
  if (next.edit !== undefined) return [colours.cyan(`  ${name}: ${next.because}; ${next.edit}`)];
  return isThere(policy) ? [] : [colours.dim(`  ${name} stays: ${next.because}`)];
}

/** Rules; the rest are in `-o json`. */
const MOST_RULES = 5;

/** One pod may be found by several policies: who they are is said, or they would be added up. */
function objectionLine({ name, objections }: PolicyStatus): string[] {
  if (objections.length === 0) return [];
  const rules = objections.slice(0, MOST_RULES).map(objectionText).join('; ');
  const rest = objections.length - MOST_RULES;
  return [`  ${name} guardrails: ${rules}${rest > 0 ? `; and ${rest} more: -o json` : ''}`];
}

const objectionText = ({ rule, pods, as, alsoNamedBy = [] }: Objection): string =>
  `${rule} ${as} ${pods}${alsoNamedBy.length === 0 ? '' : ` (with ${alsoNamedBy.join(', ')})`}`;

function quotas({ quotas: all }: StatusReport, colours: Colours): string[] {
  if (all.length === 0) return [];
  const rows = table(
    ['QUOTA', 'MODE', 'GPUS', 'VRAM MIB'],
    all
      .slice(0, ROWS)
      .map((quota) => [quota.team, quota.mode, amount(quota, 'gpus'), amount(quota, 'vramMiB')]),
  );
  return [colours.bold(rows[0] ?? ''), ...rows.slice(1), ...more(all.length)];
}

function amount({ used, limits }: QuotaStatus, of: 'gpus' | 'vramMiB'): string {
  const limit = limits[of];
  const now = used === 'unknown' ? '?' : String(used[of]);
  return limit === undefined ? now : `${now} of ${limit}`;
}

function decisions({ decisions: { by, pods, since }, wouldHave }: StatusReport, colours: Colours) {
  const { rewritten, refused } = wouldHave;
  const would = [
    ...(rewritten.pods === 0
      ? []
      : [
          `rewritten ${counted(rewritten.pods, 'pod')} of ${counted(rewritten.teams.length, 'team')}, which frees ${gpus(Math.round(rewritten.gpus * 1000))} GPU of cards for others`,
        ]),
    ...(refused.length === 0 ? [] : [`refused ${refusals(refused)}`]),
  ];
  return [
    `${colours.bold(counted(pods, 'pod'))} judged by this replica since ${minute(since)}${by.length === 0 ? '' : ':'}`,
    ...by.map(({ mode, outcome, pods: of }) => `  ${mode}: ${of} ${outcome}`),
    ...(would.length === 0 ? [] : [`enforcing would have ${would.join('; ')}`]),
  ];
}

const refusals = (refused: readonly RefusedBy[]): string =>
  refused.map(({ rule, pods }) => `${pods} by ${rule}`).join(', ');

function missed({ missed: found }: StatusReport, colours: Colours): string[] {
  if (found === 'unwatched') return ['pods that missed us: there is no cluster to look at'];
  const unread = found.unread === 0 ? [] : [`  ${found.unread} more are still to be looked at`];
  if (found.pods === 0) return ['no pod waits that missed us', ...unread];
  return [
    colours.yellow(
      `${counted(found.pods, 'pod')} that missed us and ${found.pods === 1 ? 'waits' : 'wait'}:`,
    ),
    ...found.groups.slice(0, ROWS).flatMap((group) => missedLines(group, colours)),
    ...more(found.groups.length),
    ...unread,
  ];
}

function backedOff({ backOff }: StatusReport, colours: Colours): string[] {
  const { is, because, backedOff: all, workloads } = backOff;
  const line =
    is === 'on'
      ? 'back-off is on: a slice that pods die on is taken back by itself'
      : colours.yellow(`back-off is off: ${shown(because ?? 'nobody says why')}`);
  return [
    line,
    ...workloads
      .slice(0, ROWS)
      .map(
        ({ namespace, workload, container, slice, until, because: why }) =>
          `  ${namespace}/${shown(workload)}: ${shown(container)} failed on ${shown(slice)}, gets more until ${minute(until)}: ${shown(why)}`,
      ),
    ...more(all),
  ];
}

/** More than any name; a pod may call its owner by a longer one. */
const LONGEST = 512;

const shown = (text: string): string => oneLine(text, LONGEST);

/** Half a command is worse than none. */
const whole = (command: string): string => oneLine(command, command.length);

const missedLines = (group: MissedGroup, colours: Colours): string[] => [
  `  ${group.namespace}/${shown(group.workload)}: ${counted(group.pods, 'pod')} since ${minute(group.since)}, policy ${group.policy}`,
  `    would be given ${shown(group.would)}`,
  ...(group.command === 'none' ? [] : [`    ${colours.cyan(whole(group.command))}`]),
  ...(group.note === undefined ? [] : [colours.dim(`    ${group.note}`)]),
];

const more = (all: number): string[] => (all > ROWS ? [`  and ${all - ROWS} more: -o json`] : []);

const minute = (time: string): string => `${time.slice(0, 16)}Z`;
