/** What a change of manifests changes: two reports of the same clusters, told apart by what they say. */
import { same, nothing, type Claim } from '../core/claim.ts';
import type {
  BaseCommit,
  Changed,
  Comparison,
  Money,
  Outcome,
  Report,
  Reviewed,
  Side,
  TeamChange,
  TeamSum,
} from './report.ts';
import { since, subjectKey } from './twins.ts';

export interface Base {
  /** What it is called: a reference of git, or a folder. */
  readonly base: string;
  readonly commit?: BaseCommit;
}

export function compare(base: Base, before: Report, after: Report): Comparison {
  const { recall, gone } = since(before, after, `in ${base.base}`);
  const isKnown = (fingerprint: string): boolean => recall.get(fingerprint)?.length === 0;
  return {
    ...base,
    objects: objectsIn(before.reviewed, after.reviewed),
    teams: teamsIn(before.teams, after.teams),
    newFindings: after.findings
      .map(({ fingerprint }) => fingerprint)
      .filter((fingerprint) => !isKnown(fingerprint)),
    goneFindings: gone,
  };
}

function objectsIn(before: readonly Reviewed[], after: readonly Reviewed[]): Changed[] {
  const [was, is] = [byKey(before), byKey(after)];
  const keys = [...new Set([...was.keys(), ...is.keys()])];
  return keys
    .flatMap((key) => changeOf(was.get(key), is.get(key)))
    .toSorted((a, b) => compareText(placeOf(a), placeOf(b)));
}

const placeOf = ({ file, subject }: Changed): string => `${file}\0${subjectKey(subject)}`;
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Two of one name in one run, e.g. of two overlays, are told apart by their number. */
function byKey(all: readonly Reviewed[]): Map<string, Reviewed> {
  const found = new Map<string, Reviewed>();
  for (const one of all) {
    const key = subjectKey(one.subject);
    let free = key;
    for (let n = 2; found.has(free); n++) free = `${key} ${n}`;
    found.set(free, one);
  }
  return found;
}

function changeOf(was: Reviewed | undefined, is: Reviewed | undefined): Changed[] {
  const shown = is ?? was;
  if (shown === undefined) return [];
  const names = [
    ...new Set([...(is?.outcomes ?? []), ...(was?.outcomes ?? [])].map(({ cluster }) => cluster)),
  ];
  const clusters = names.flatMap((cluster) => {
    const [before, after] = [sideOf(was, cluster), sideOf(is, cluster)];
    if (alike(before, after)) return [];
    return [
      {
        cluster,
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      },
    ];
  });
  if (clusters.length === 0) return [];
  const change = was === undefined ? 'new' : is === undefined ? 'gone' : 'changed';
  return [{ subject: shown.subject, file: shown.at.file, change, clusters }];
}

/** None where nobody asks for a GPU: a Deployment of a web server is no news here. */
function sideOf(reviewed: Reviewed | undefined, cluster: string): Side | undefined {
  const outcome = reviewed?.outcomes.find((one) => one.cluster === cluster);
  if (reviewed === undefined || outcome === undefined || !asks(outcome)) return undefined;
  const { verdict, inForce, chosen, claimFinal: claim, claimAsked: asked, pods } = outcome;
  const { least, most } = reviewed.atOnce;
  return { verdict, inForce, chosen, claim, asked, pods, atOnce: { least, most } };
}

const asks = ({ claimAsked, claimFinal }: Outcome): boolean =>
  !same(claimAsked, nothing) || !same(claimFinal, nothing);

const alike = (a: Side | undefined, b: Side | undefined): boolean =>
  a === undefined || b === undefined
    ? a === b
    : a.verdict === b.verdict &&
      a.inForce === b.inForce &&
      a.chosen === b.chosen &&
      same(a.claim, b.claim) &&
      same(a.asked, b.asked) &&
      samePods(a, b);

const samePods = (a: Side, b: Side): boolean =>
  a.pods.judged === b.pods.judged &&
  a.pods.admitted === b.pods.admitted &&
  a.atOnce.least === b.atOnce.least &&
  a.atOnce.most === b.atOnce.most;

function teamsIn(before: readonly TeamSum[], after: readonly TeamSum[]): TeamChange[] {
  const gone = before.filter((one) => sameTeam(after, one) === undefined);
  return [...after, ...gone].flatMap((one) =>
    teamChange(one, sameTeam(before, one), sameTeam(after, one)),
  );
}

const sameTeam = (all: readonly TeamSum[], of: TeamSum): TeamSum | undefined =>
  all.find(({ cluster, team }) => cluster === of.cluster && team === of.team);

function teamChange(
  { cluster, team }: TeamSum,
  was: TeamSum | undefined,
  is: TeamSum | undefined,
): TeamChange[] {
  const before: Claim = was?.needed ?? nothing;
  const after: Claim = is?.needed ?? nothing;
  const money = moneyIn(was, is);
  const dearer = money !== undefined && money.before.perMonth !== money.after.perMonth;
  if (same(before, after) && !dearer) return [];
  return [{ cluster, team, before, after, ...(money === undefined ? {} : { money }) }];
}

function moneyIn(was: TeamSum | undefined, is: TeamSum | undefined): TeamChange['money'] {
  const { currency } = is?.after ?? was?.after ?? {};
  if (currency === undefined) return undefined;
  const [before, after] = [costOf(was, currency), costOf(is, currency)];
  if (before?.currency !== currency || after?.currency !== currency) return undefined;
  return { before, after };
}

/** A team that is not there costs nothing. */
const costOf = (sum: TeamSum | undefined, currency: string): Money | undefined =>
  sum === undefined ? { perMonth: 0, currency } : sum.after;
