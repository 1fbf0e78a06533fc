/** What is to be found in the judgement of a template: who refuses, who warns, and what its reader should know. */
import { gpuAsks } from '../../core/asks.ts';
import { token } from '../../core/edits/pointer.ts';
import type { RuleId, RuleOutcome } from '../../core/decision.ts';
import { seats, type Seat } from '../../core/pod.ts';
import { readPod } from '../../core/read-pod.ts';
import { slices } from '../../report/lines.ts';
import type { Level } from '../../review/report.ts';
import { misspelt } from '../misspelt.ts';
import { nearMisses } from '../near-profiles.ts';
import { nowhere } from '../nowhere.ts';
import type { Stage } from '../standing.ts';
import { becauseOf, type Judged } from './outcome.ts';

/** As one stage tells it: before it is known in which others it holds, and where it was written. */
export interface Sighting {
  readonly rule: RuleId;
  readonly level: Level;
  readonly container?: string;
  /** JSON pointer in the pod. */
  readonly pointer: string;
  readonly says: string;
}

type Said = Pick<Sighting, 'rule' | 'level' | 'says'>;

export function sightings(told: Judged, stage: Stage): Sighting[] {
  const said = [...ofRules(told), ...ofKept(told), ...ofNames(told, stage)];
  return said.map((one) => ({ ...one, ...seatOf(one, told.submitted) }));
}

function ofRules(told: Judged): Said[] {
  const { judged, apiServer, judgedPods, admittedPods } = told;
  if (apiServer !== undefined) return [];
  const found = judged.rules.flatMap((rule) => ofRule(rule));
  const refused = judged.verdict === 'refuse' && judged.inForce;
  const lacking = refused && !found.some(({ level }) => level === 'error');
  const { rule, says } = judged.because;
  const all: Said[] = lacking ? [{ rule, level: 'error', says }, ...found] : found;
  if (!refused || admittedPods === 0) return all;
  const many = `${admittedPods} of ${judgedPods} pods admitted; `;
  return all.map((one) => (one.level === 'error' ? { ...one, says: many + one.says } : one));
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
function ofKept(told: Judged): Said[] {
  const { proposed, judged, apiServer } = told;
  const refused = judged.verdict === 'refuse' && judged.inForce;
  if (refused || apiServer !== undefined || slices(proposed) !== '') return [];
  if (proposed.claimAsked.milliGPU === 0) return [];
  const { rule, says } = becauseOf(told);
  return [{ rule, level: 'note', says: says === '' ? 'its GPUs stay as asked' : says }];
}

function ofNames(
  { submitted, admitted, proposed, judged, apiServer }: Judged,
  stage: Stage,
): Said[] {
  const stays = apiServer === undefined && !(judged.verdict === 'refuse' && judged.inForce);
  const homeless = stays ? nowhere(admitted, stage.source.current()) : [];
  return [
    ...misspelt(submitted).map((says): Said => ({
      rule: 'lint/misspelt',
      level: 'warning',
      says,
    })),
    ...homeless.map((says): Said => ({ rule: 'lint/no-node', level: 'warning', says })),
    ...nearMisses(proposed, stage.documents).map((says): Said => ({
      rule: 'lint/other-profile',
      level: 'note',
      says,
    })),
  ];
}

/** Rules that look at one place of a pod, or of the container that they speak of. */
const OF_POD: Partial<Record<RuleId, string>> = {
  'asked/keep': '/metadata/annotations',
  'guard/node-name': '/spec/nodeName',
  'guard/required-labels': '/metadata/labels',
  'guard/runtime-class': '/spec/runtimeClassName',
  'never/other-scheduler': '/spec/schedulerName',
  'never/resource-claims': '/spec/resourceClaims',
};
const OF_CONTAINER: Partial<Record<RuleId, string>> = {
  'guard/privileged': '/securityContext',
  'guard/visible-devices': '/env',
  'lint/misspelt': '',
  'never/privileged': '/securityContext',
  'never/visible-devices': '/env',
};

/** The container that is spoken of, else the first that asks for a GPU; and where it asks. */
function seatOf({ rule, says }: Said, pod: unknown): Pick<Sighting, 'container' | 'pointer'> {
  const read = readPod(pod);
  if (!read.ok) return { pointer: '' };
  const ofPod = OF_POD[rule];
  if (ofPod !== undefined) return { pointer: ofPod };
  const asks = gpuAsks(read.pod);
  const spoken = seats(read.pod).find(({ container }) =>
    says.includes(`container ${container.name} `),
  );
  const seat = spoken ?? asks[0]?.seat;
  if (seat === undefined) return { pointer: '' };
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
