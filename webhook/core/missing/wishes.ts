/**
 * What policies would have a container with a GPU request where nobody has said anything of it: cores
 * to feed the GPU, memory that its weights pass through, disk. Only what is missing; what stands there
 * is its user's, however little it is, and the guardrail of the same name says so.
 */
import type { Mode, RuleId } from '../decision.ts';
import type { RequestEdit } from '../edit.ts';
import { edited } from '../edits/edited.ts';
import { cpu, ephemeralStorage } from '../guards/beside-gpus.ts';
import { memory } from '../guards/memory.ts';
import type { Guard, Sets } from '../guards/rule.ts';
import type { Container, Pod, Seat } from '../pod.ts';
import type { Question } from '../question.ts';
import type { GuardInForce } from '../terms.ts';

export interface Wish {
  readonly rule: RuleId;
  readonly resource: Sets['resource'];
  readonly policy: string;
  readonly mode: Mode;
  /** One for each container that says nothing. */
  readonly edits: readonly RequestEdit[];
  /** By container, how a figure comes about that its policy did not write. */
  readonly because: ReadonlyMap<string, string>;
}

const SETTING: readonly Guard[] = [cpu, memory, ephemeralStorage];

export const RESOURCES: readonly string[] = SETTING.flatMap(({ sets }) => sets?.resource ?? []);

export const wishesOf = (question: Question): readonly Wish[] =>
  SETTING.flatMap((guard) => wishOf(guard, question) ?? []);

/** Whether any policy sets anything here, in force or not; most say nothing of the kind. */
export const isSetHere = ({ guards }: Question): boolean =>
  SETTING.some(({ id, sets }) =>
    guards.get(id)?.some(({ parameters }) => sets !== undefined && sets.figure in parameters),
  );

function wishOf({ id: rule, sets }: Guard, question: Question): Wish | undefined {
  const named = question.guards.get(rule) ?? [];
  const setting = named.filter(({ parameters }) => sets !== undefined && sets.figure in parameters);
  if (sets === undefined || setting.length === 0) return undefined;
  const lacking = gpuSeats(question).filter(({ seat }) => lacks(seat, sets, question.pod));
  if (lacking.length === 0) return undefined;
  const { resource } = sets;
  return setting
    .toSorted(byStrictness(sets))
    .map(({ policy, mode, parameters }): Wish => {
      const because = new Map<string, string>();
      const edits = lacking.map(({ seat: { container, pointer }, gpus }): RequestEdit => {
        const need = sets.need?.(container, question, parameters);
        const figure = Number(parameters[sets.figure]);
        const quantity = sets.quantity(figure, gpus, need?.least ?? 0);
        if (need !== undefined && quantity !== sets.quantity(figure, gpus, 0))
          because.set(container.name, need.says);
        return { kind: 'request', pointer, container: container.name, resource, quantity };
      });
      return { rule, resource, policy, mode, edits, because };
    })
    .find((wish) => !breaks(wish, sets, named, question));
}

/** What is enforced before what is not, and of two the larger figure. */
const byStrictness =
  ({ figure }: Sets) =>
  (a: GuardInForce, b: GuardInForce): number =>
    MODES.indexOf(a.mode) - MODES.indexOf(b.mode) ||
    Number(b.parameters[figure]) - Number(a.parameters[figure]) ||
    (a.policy < b.policy ? -1 : 1);

const MODES: readonly Mode[] = ['enforce', 'warn', 'observe'];

/** What one policy has us write another must not refuse, nor warn of. */
function breaks(
  { edits }: Wish,
  sets: Sets,
  named: readonly GuardInForce[],
  question: Question,
): boolean {
  const pod = edited(question.pod, edits);
  return named.some(
    ({ severity, parameters }) => severity !== 'audit' && sets.above({ question, pod }, parameters),
  );
}

interface GpuSeat {
  readonly seat: Seat;
  readonly gpus: number;
}

function gpuSeats({ asks }: Question): readonly GpuSeat[] {
  const found = new Map<string, GpuSeat>();
  for (const { seat, count } of asks) {
    const gpus = (found.get(seat.pointer)?.gpus ?? 0) + (count === 'invalid' ? 1 : count);
    found.set(seat.pointer, { seat, gpus });
  }
  return [...found.values()];
}

/** A limit alone is a request, too; and what is said for the pod as a whole is said of all its containers. */
function lacks({ container }: Seat, { resource }: Sets, { spec }: Pod): boolean {
  const whole = OF_THE_WHOLE.has(resource) && saysAnything(spec.resources);
  const { requests = {}, limits = {} } = container.resources ?? {};
  return !whole && !Object.hasOwn(requests, resource) && !Object.hasOwn(limits, resource);
}

/**
 * KEP-2837. Once one amount is said for the pod, the API server fills in the others from what its
 * containers request, ours among it, and nobody could tell them from its user's any more.
 */
const OF_THE_WHOLE: ReadonlySet<string> = new Set(['cpu', 'memory']);

const saysAnything = (resources: Container['resources'] = {}): boolean =>
  Object.keys({ ...resources.limits, ...resources.requests }).length > 0;
