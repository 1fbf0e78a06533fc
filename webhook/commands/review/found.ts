/** What is to be found in the judgement of a template: who refuses, who warns, and what its reader should know. */
import { gpuAsks } from '../../core/asks.ts';
import { token } from '../../core/edits/pointer.ts';
import type { Reason, RuleId, RuleOutcome } from '../../core/decision.ts';
import { seats, type Pod, type Seat } from '../../core/pod.ts';
import { readPod } from '../../core/read-pod.ts';
import { slices } from '../../report/lines.ts';
import { levels, type Level } from '../../review/report.ts';
import type { Rehearsal } from '../../rehearse.ts';
import { misspelt } from '../misspelt.ts';
import { nearMisses } from '../near-profiles.ts';
import { nowhere } from '../nowhere.ts';
import { OF_DEVICES } from '../replicas.ts';
import { unknownClaims } from '../unknown-claims.ts';
import { isRefused } from '../turn.ts';
import type { Stage } from '../standing.ts';
import { keptFor, type Judged } from './outcome.ts';
import { ownPart } from './own-part.ts';

/** As one stage tells it: before it is known in which others it holds, and where it was written. */
export interface Sighting {
  readonly rule: RuleId;
  readonly level: Level;
  readonly container?: string;
  /** JSON pointer in the pod. */
  readonly pointer: string;
  readonly says: string;
  readonly help?: string;
  /** For how many pods of the template it holds; absent where for all. */
  readonly pods?: number;
}

type Said = Pick<Sighting, 'rule' | 'level' | 'says' | 'help' | 'pods'> &
  Partial<Pick<Sighting, 'pointer'>>;

/** Of a World that nobody sees from here nothing is said but what was decided in it. */
export function sightings(told: Judged, stage: Stage | 'unseen'): Sighting[] {
  const said = [...overall(told, stage), ...ofNames(told, stage)];
  const read = readPod(told.submitted);
  return said.map((one) => ({ ...one, ...(read.ok ? seatOf(one, read.pod) : { pointer: '' }) }));
}

interface Met {
  readonly said: readonly Said[];
  readonly level: Level;
  readonly pods: number;
  /** Which of those judged it is. */
  readonly at: number;
}

/** Of each rule what the first of those pods says that it hits hardest, and how many these are: only later replicas may meet a quota. */
function overall(told: Judged, stage: Stage | 'unseen'): Said[] {
  const met = new Map<RuleId, Met>();
  for (const [at, pod] of told.each.entries())
    for (const [rule, said] of byRule([...ofRules(pod), ...ofKept(pod)]))
      met.set(rule, harder(met.get(rule), said, { at, pods: pod.pods }));
  return [...met].flatMap(([rule, one]) => {
    const counts = rule === 'quota/team' && stage !== 'unseen';
    const help = counts ? ownPart(told, one.at, stage) : undefined;
    const helps = help === undefined ? {} : { help };
    const { pods } = one;
    return one.said.map((said) => ({ ...said, says: many(one, told) + said.says, ...helps, pods }));
  });
}

/** What is noted of a pod is of one that is let in. */
function many({ level, pods }: Met, { admittedPods, judgedPods }: Judged): string {
  if (level === 'error')
    return admittedPods === 0 ? '' : `${admittedPods} of ${judgedPods} pods admitted; `;
  const all = level === 'note' ? admittedPods : judgedPods;
  return pods < all ? `${pods} of ${judgedPods} pods: ` : '';
}

function byRule(said: readonly Said[]): Map<RuleId, Said[]> {
  const all = new Map<RuleId, Said[]>();
  for (const one of said) all.set(one.rule, [...(all.get(one.rule) ?? []), one]);
  return all;
}

function harder(
  known: Met | undefined,
  said: readonly Said[],
  { at, pods }: Pick<Met, 'at' | 'pods'>,
): Met {
  const level = levels.find((one) => said.some((other) => other.level === one)) ?? 'note';
  const [was, is] = [levels.indexOf(known?.level ?? 'note'), levels.indexOf(level)];
  if (known === undefined || is < was) return { said, level, pods, at };
  return is === was ? { ...known, pods: known.pods + pods } : known;
}

function ofRules(pod: Rehearsal): Said[] {
  const { judged } = pod;
  const found = judged.rules.flatMap((rule) => ofRule(rule));
  const lacking = isRefused(pod) && !found.some(({ level }) => level === 'error');
  const { rule, says } = judged.because;
  return lacking ? [{ rule, level: 'error', says }, ...found] : found;
}

const LEVELS: Readonly<Record<RuleOutcome['outcome'], Level | 'none'>> = {
  fail: 'error',
  error: 'error',
  warn: 'warning',
  skip: 'note',
  pass: 'none',
};

/** That a pod missed the first visit is no finding here, where nobody visits it but in thought. */
function ofRule({ id, outcome, reason, exemption, enforced }: RuleOutcome): Said[] {
  const level = LEVELS[outcome];
  if (level === 'none' || id === 'visit/not-rewritten') return [];
  if (exemption !== undefined && id !== 'exemption/expiring')
    return [{ rule: id, level: 'note', says: reason }];
  const once = enforced === 'fail' ? '; it will be refused once its policy enforces' : '';
  return [{ rule: id, level, says: reason + once }];
}

/** Why a whole card is kept where a part was to be had, or none of the policies says what may be. */
function ofKept(pod: Rehearsal): Said[] {
  const { proposed } = pod;
  if (isRefused(pod) || slices(proposed) !== '' || pod.judged.claimAsked.milliGPU === 0) return [];
  const { rule, says } = keptFor(pod);
  const [, ...beside] = proposed.rules;
  return [
    { rule, level: 'note', says: says === '' ? 'its GPUs stay as asked' : says },
    ...beside
      .filter(({ outcome }) => outcome === 'warn')
      .map(({ id, reason }): Said => ({ rule: id, level: levelBeside(id), says: reason })),
  ];
}

/** A whole card is what it asked for, and a slice is what it would be served by. */
const levelBeside = (rule: RuleId): Level =>
  rule === 'placement/no-whole-gpu' ? 'warning' : 'note';

function ofNames(told: Judged, stage: Stage | 'unseen'): Said[] {
  const { submitted, admitted, proposed, apiServer } = told;
  const misspellings = misspelt(submitted).map((says): Said => ({
    rule: 'lint/misspelt',
    level: 'warning',
    says,
  }));
  if (stage === 'unseen') return [...unstoredFor(apiServer), ...misspellings];
  const stays = apiServer === undefined && !isRefused(told);
  const homeless = stays ? nowhere(admitted, stage.source.current()) : [];
  return [
    ...misspellings,
    ...unknownClaims(submitted, stage.documents).map((claim): Said => ({
      rule: 'lint/unknown-claim',
      level: 'warning',
      ...claim,
    })),
    ...homeless.map((says): Said => ({ rule: 'lint/no-node', level: 'warning', says })),
    ...nearMisses(proposed, stage.documents).map((says): Said => ({
      rule: 'lint/other-profile',
      level: 'note',
      says,
    })),
  ];
}

/** In a World that is seen a lint says so, with its place, and of kinds it does in any. */
const unstoredFor = (why: Reason | undefined): Said[] =>
  why?.rule === OF_DEVICES ? [{ ...why, level: 'error' }] : [];

/** Where a pod asks whose containers ask for nothing. */
const CLAIMS = '/spec/resourceClaims';

/** Rules that look at one place of a pod, or of the container that they speak of. */
const OF_POD: Partial<Record<RuleId, string>> = {
  'asked/keep': '/metadata/annotations',
  'guard/node-name': '/spec/nodeName',
  'guard/required-labels': '/metadata/labels',
  'guard/runtime-class': '/spec/runtimeClassName',
  'never/other-scheduler': '/spec/schedulerName',
  'never/resource-claims': CLAIMS,
};
const OF_CONTAINER: Partial<Record<RuleId, string>> = {
  'guard/privileged': '/securityContext',
  'guard/visible-devices': '/env',
  'lint/misspelt': '',
  'never/privileged': '/securityContext',
  'never/visible-devices': '/env',
};

/** The container that is spoken of, else the first that asks for a GPU; and where it asks. */
function seatOf({ rule, says, pointer }: Said, pod: Pod): Pick<Sighting, 'container' | 'pointer'> {
  if (pointer !== undefined) return { pointer };
  const ofPod = OF_POD[rule];
  if (ofPod !== undefined) return { pointer: ofPod };
  const asks = gpuAsks(pod);
  const spoken = seats(pod).find(({ container }) => says.includes(`container ${container.name} `));
  const seat = spoken ?? asks[0]?.seat;
  if (seat === undefined) return { pointer: pod.spec.resourceClaims?.length ? CLAIMS : '' };
  const ofContainer = OF_CONTAINER[rule];
  if (ofContainer !== undefined)
    return { container: seat.container.name, pointer: seat.pointer + ofContainer };
  const ask = asks.find((one) => one.seat.pointer === seat.pointer);
  const below =
    ask === undefined ? '' : `/resources/${whereIn(seat, ask.resource)}/${token(ask.resource)}`;
  return { container: seat.container.name, pointer: `${seat.pointer}${below}` };
}

const whereIn = ({ container }: Seat, resource: string): 'limits' | 'requests' =>
  Object.hasOwn(container.resources?.limits ?? {}, resource) ? 'limits' : 'requests';
