/** Which templates of a Workflow run, and how many pods of each at once, as far as its steps tell. */
import { isCount, isRecord, member, MOST_COUNT, text, type Raw } from '../raw.ts';
import type { AtOnce } from '../at-once.ts';
import type { Asked } from './kind.ts';
import { merged } from './merge.ts';

type Many = AtOnce['most'];

export interface Flow {
  /** With what it takes from a WorkflowTemplate. */
  readonly spec: Raw;
  readonly templates: ReadonlyMap<string, Found>;
  /** Those it begins with; none of a template that others run. */
  readonly roots: readonly string[];
  readonly untold?: string;
}

interface Found {
  readonly template: Raw;
  readonly at: string;
}

export interface Running extends Found {
  readonly name: string;
  readonly least: number;
  readonly most: Many;
}

type Near = Omit<Asked, 'spec'>;

export function flowOf(spec: Raw, at: string, asked: Near): Flow {
  const ref = spec['workflowTemplateRef'];
  const base = isRecord(ref) ? specOf(ref, asked) : {};
  const refAt = `${at}/workflowTemplateRef`;
  const whole = merged(base ?? {}, spec);
  const own = found(spec, (i) => `${at}/templates/${i}`);
  const defaults = member(whole, 'templateDefaults');
  const named = withRefs(new Map([...found(base ?? {}, () => refAt), ...own]), asked);
  const untold = new Set([...(base === undefined ? [absent(member(ref))] : []), ...missing(named)]);
  return {
    spec: whole,
    templates: new Map(
      [...named].map(([name, { template, at: where }]) => [
        name,
        { template: merged(defaults, template), at: where },
      ]),
    ),
    roots: ['entrypoint', 'onExit'].flatMap((field) => text(whole[field]) ?? []),
    ...(untold.size > 0 ? { untold: [...untold].join('; ') } : {}),
  };
}

function found(spec: Raw, at: (i: number) => string): Map<string, Found> {
  const all: readonly unknown[] = Array.isArray(spec['templates']) ? spec['templates'] : [];
  return new Map(
    all.map((one, i) => [
      text(member(one)['name']) ?? `#${i}`,
      { template: member(one), at: at(i) },
    ]),
  );
}

const kindOf = ({ clusterScope }: Raw): string =>
  clusterScope === true ? 'ClusterWorkflowTemplate' : 'WorkflowTemplate';

function specOf(ref: Raw, { library, namespace }: Near): Raw | undefined {
  const object = library(kindOf(ref), namespace, text(ref['name']) ?? '');
  return object === undefined ? undefined : member(object, 'spec');
}

const absent = (ref: Raw): string =>
  `${kindOf(ref)} ${text(ref['name']) ?? ''}, which it runs, is not among the manifests`;

/** Templates that steps take from elsewhere, by what they are called there; those that are written in a step. */
function withRefs(templates: ReadonlyMap<string, Found>, asked: Near): Map<string, Found> {
  const all = new Map(templates);
  for (const { template, at } of templates.values())
    for (const call of callsIn(template)) {
      const { inline, templateRef } = call.step;
      const where = `${at}${call.at}`;
      if (isRecord(inline)) all.set(targetOf(call), { template: inline, at: `${where}/inline` });
      if (!isRecord(templateRef)) continue;
      const named = all.get(targetOf(call))?.template ?? templateNamed(templateRef, asked);
      if (named !== undefined)
        all.set(targetOf(call), { template: named, at: `${where}/templateRef` });
    }
  return all;
}

function templateNamed(ref: Raw, asked: Near): Raw | undefined {
  const { templates } = specOf(ref, asked) ?? {};
  const all: readonly unknown[] = Array.isArray(templates) ? templates : [];
  const one = all.find((template) => member(template)['name'] === ref['template']);
  return one === undefined ? undefined : member(one);
}

interface Call {
  readonly step: Raw;
  readonly at: string;
  /** Calls of one round run at once; rounds come one after the other. */
  readonly round: number;
}

function callsIn(template: Raw): Call[] {
  const steps: readonly unknown[] = Array.isArray(template['steps']) ? template['steps'] : [];
  const tasks: unknown = member(template, 'dag')['tasks'];
  return [
    ...steps.flatMap((group, round) =>
      (Array.isArray(group) ? group : [group]).map((step, i) => ({
        step: member(step),
        at: `/steps/${round}${Array.isArray(group) ? `/${i}` : ''}`,
        round,
      })),
    ),
    ...(Array.isArray(tasks) ? tasks : []).map((task, i) => ({
      step: member(task),
      at: `/dag/tasks/${i}`,
      round: 0,
    })),
  ];
}

function targetOf({ step }: Call): string {
  const { templateRef } = step;
  if (isRecord(step['inline'])) return text(step['name']) ?? 'inline';
  return isRecord(templateRef)
    ? `${text(templateRef['name']) ?? ''}/${text(templateRef['template']) ?? ''}`
    : (text(step['template']) ?? '');
}

/** Each template that can run; all of them where nobody has said with which it begins. */
export function templatesIn(flow: Flow): Running[] {
  const all = [...flow.templates];
  if (flow.roots.length === 0)
    return all.map(([name, one]) => ({ ...one, name, least: 0, most: 'unknown' }));
  const limit = numberIn(flow.spec['parallelism']) ?? Infinity;
  const rounds = new Map(all.map(([name, { template }]) => [name, roundsOf(template)]));
  const manyOf = all.length > MOST_COUNTED ? reached(flow, rounds) : counted(flow, rounds);
  return all.flatMap(([name, one]) => {
    const most = manyOf(name);
    if (most === 0) return [];
    const alone = flow.roots[0] === name;
    const bounded = most === 'unknown' && limit < Infinity ? limit : most;
    return [
      {
        ...one,
        name,
        least: alone ? 1 : 0,
        most: bounded === 'unknown' ? bounded : Math.min(bounded, limit),
      },
    ];
  });
}

/** Each is counted along all ways that lead to it, which of more would take minutes; nobody writes as many. */
const MOST_COUNTED = 500;

/** By template, what it calls at once, and how often each; one such list after the other. */
type Rounds = ReadonlyMap<string, readonly (readonly Times[])[]>;

interface Times {
  readonly target: string;
  readonly many: Many;
}

function roundsOf(template: Raw): readonly (readonly Times[])[] {
  const rounds = new Map<number, Times[]>();
  for (const call of callsIn(template)) {
    const times = { target: targetOf(call), many: loopsOf(call.step) };
    const round = rounds.get(call.round);
    if (round === undefined) rounds.set(call.round, [times]);
    else round.push(times);
  }
  return [...rounds.values()];
}

const counted =
  ({ roots }: Flow, rounds: Rounds) =>
  (name: string): Many =>
    roots.map(counting(rounds, name)).reduce(larger, 0);

/** Whether it can run at all. */
function reached({ roots }: Flow, rounds: Rounds): (name: string) => Many {
  const seen = new Set(roots);
  for (const name of seen)
    for (const { target } of (rounds.get(name) ?? []).flat()) seen.add(target);
  return (name) => (seen.has(name) ? 'unknown' : 0);
}

/** Pods of `wanted` that one run of a template has at once. One that calls itself may do so without end. */
function counting(rounds: Rounds, wanted: string): (name: string) => Many {
  const known = new Map<string, Many>([[wanted, 1]]);
  return function atOnce(name) {
    const before = known.get(name);
    if (before !== undefined) return before;
    known.set(name, 0);
    let most: Many = 0;
    for (const round of rounds.get(name) ?? []) {
      let sum: Many = 0;
      for (const { target, many } of round) {
        const each = atOnce(target);
        if (each !== 0) sum = plus(sum, times(each, many));
      }
      most = larger(most, sum);
    }
    known.set(name, most);
    return most;
  };
}

function loopsOf({ withItems, withParam, withSequence }: Raw): Many {
  if (Array.isArray(withItems)) return withItems.length;
  if (withParam !== undefined) return 'unknown';
  if (!isRecord(withSequence)) return 1;
  return numberIn(withSequence['count']) ?? 'unknown';
}

function numberIn(value: unknown): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return isCount(number) ? number : undefined;
}

/** What no count of the API can hold has no end that anybody knows. */
const within = (many: number): Many => (many <= MOST_COUNT ? many : 'unknown');
const times = (a: Many, b: Many): Many =>
  a === 'unknown' || b === 'unknown' ? 'unknown' : within(a * b);
const plus = (a: Many, b: Many): Many =>
  a === 'unknown' || b === 'unknown' ? 'unknown' : within(a + b);
const larger = (a: Many, b: Many): Many =>
  a === 'unknown' || b === 'unknown' ? 'unknown' : Math.max(a, b);

/** Of what templates call elsewhere, what could not be found. */
const missing = (templates: ReadonlyMap<string, Found>): string[] =>
  [...templates.values()]
    .flatMap(({ template }) => callsIn(template))
    .filter((call) => isRecord(call.step['templateRef']) && !templates.has(targetOf(call)))
    .map(({ step }) => absent(member(step, 'templateRef')));
