/** What a change of manifests changes: two reports of the same clusters, told apart by what they say. */
import { same, nothing, type Claim } from '../core/claim.ts';
import type {
  Changed,
  Comparison,
  Finding,
  Money,
  Outcome,
  Report,
  Reviewed,
  Side,
  Subject,
  TeamChange,
  TeamSum,
} from './report.ts';

/** `base` is what it is called: a reference of git, or a folder. */
export function compare(base: string, before: Report, after: Report): Comparison {
  return {
    base,
    objects: objectsIn(before.reviewed, after.reviewed),
    teams: teamsIn(before.teams, after.teams),
    ...findingsIn(before.findings, after.findings),
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

/** Without the version of the API, and without the file: what was moved is the same. */
const subjectKey = ({ apiVersion, kind, namespace, name, group }: Subject): string =>
  JSON.stringify([apiVersion.replace(/\/?[^/]*$/, ''), kind, namespace, name, group]);

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
  if (outcome === undefined || !asks(outcome)) return undefined;
  const { verdict, inForce, chosen, claimFinal } = outcome;
  return { verdict, inForce, chosen, claim: claimFinal };
}

const asks = ({ claimAsked, claimFinal }: Outcome): boolean =>
  !same(claimAsked, nothing) || !same(claimFinal, nothing);

const alike = (a: Side | undefined, b: Side | undefined): boolean =>
  a === undefined || b === undefined
    ? a === b
    : a.verdict === b.verdict &&
      a.inForce === b.inForce &&
      a.chosen === b.chosen &&
      same(a.claim, b.claim);

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

/** By fingerprint; what is left by what it is of, since a file that was renamed changes the fingerprint alone. */
function findingsIn(
  before: readonly Finding[],
  after: readonly Finding[],
): Pick<Comparison, 'newFindings' | 'goneFindings'> {
  const byPrint = leftOf(before, after, ({ fingerprint }) => fingerprint);
  const { was, is } = leftOf(byPrint.was, byPrint.is, movedKey);
  return { newFindings: is.map(({ fingerprint }) => fingerprint), goneFindings: was };
}

const movedKey = ({ rule, subject, container }: Finding): string =>
  JSON.stringify([rule, subjectKey(subject), container ?? '']);

/** What has no twin on the other side; one twin each. */
function leftOf(
  was: readonly Finding[],
  is: readonly Finding[],
  keyOf: (finding: Finding) => string,
): { readonly was: Finding[]; readonly is: Finding[] } {
  const twins = new Map<string, number>();
  for (const one of was) twins.set(keyOf(one), (twins.get(keyOf(one)) ?? 0) + 1);
  const found = new Map<string, number>();
  const left = is.filter((one) => {
    const key = keyOf(one);
    const taken = found.get(key) ?? 0;
    if (taken >= (twins.get(key) ?? 0)) return true;
    found.set(key, taken + 1);
    return false;
  });
  return {
    is: left,
    was: was.filter((one) => {
      const taken = found.get(keyOf(one)) ?? 0;
      if (taken > 0) found.set(keyOf(one), taken - 1);
      return taken === 0;
    }),
  };
}
