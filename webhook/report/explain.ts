/** One pod's two visits for people: what, why, and the roads not taken. */
import {
  setIn,
  type Candidate,
  type ContainerDecision,
  type Decision,
  type Reason,
  type RuleOutcome,
} from '../core/decision.ts';
import { gpus, oneLine } from '../core/text.ts';
import type { Colours } from './colour.ts';
import { reasonLine, slices } from './lines.ts';
import { podDiff } from './pod-view.ts';

export interface Explained {
  readonly proposed: Decision;
  readonly judged: Decision;
  readonly submitted: unknown;
  readonly admitted: unknown;
  /** What no decision knows, and its reader should. */
  readonly notes?: readonly string[];
}

export function explainText(
  { proposed, judged, submitted, admitted, notes = [] }: Explained,
  colours: Colours,
): string {
  const lines = [
    headline(proposed, judged, colours),
    `  ${grounds(proposed)}`,
    ...proposed.containers.flatMap((container) => containerLines(container, colours)),
    ...ofNoContainer(proposed),
    ...note(proposed),
    ...exempted(judged),
    ...notes.map((one) => shown(`  note: ${one}`)),
    ...podDiff(submitted, admitted, colours).map((line) => `    ${line}`),
    `  ${judgement(judged, colours)}`,
    colours.dim(`  decision ${proposed.id}, policy set ${proposed.policyHash}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** The verdict of the pair: a refusal at the second visit outweighs what was proposed at the first. */
export function outcome(proposed: Decision, judged: Decision): Outcome {
  if (judged.verdict === 'refuse' && judged.inForce) return 'refused';
  const { verdict, inForce } = proposed;
  const sliced = verdict === 'rewrite' && slices(proposed) !== '';
  if (sliced) return inForce ? 'rewritten' : 'would rewrite';
  // Placement alone: the card stays whole, and the pod is kept off slices.
  if (verdict === 'rewrite' && inForce) return 'kept whole';
  // A verdict speaks of GPUs, and these are left.
  return setIn(proposed) === '' ? 'left' : 'requests set';
}

export type Outcome =
  'refused' | 'rewritten' | 'would rewrite' | 'kept whole' | 'requests set' | 'left';

const painters = (colours: Colours): Record<Outcome, (text: string) => string> => ({
  refused: colours.red,
  rewritten: colours.green,
  'would rewrite': colours.cyan,
  'kept whole': colours.yellow,
  'requests set': colours.green,
  left: colours.yellow,
});

export function headline(proposed: Decision, judged: Decision, colours: Colours): string {
  const word = outcome(proposed, judged);
  const paint = painters(colours)[word];
  return `${colours.bold(title(proposed))}  ${paint(word)}`;
}

/** Whose pod it is. A manifest's names are anyone's text, and a terminal obeys what it is not shown. */
export const title = ({ workload: { namespace, kind, name } }: Decision): string =>
  shown(`${namespace}/${kind}/${name}`);

const shown = (text: string): string => oneLine(text, LONGEST);
const LONGEST = 4096;

/** First which rule named the workload, e.g. `informer`, `label notebook-name` or `policy airflow`. */
const grounds = (decision: Decision): string =>
  shown(
    `known by ${decision.workload.by === 'unknown' ? 'nothing' : decision.workload.by}, ${standingOf(decision)}`,
  );

/** Whose terms are its, or that nobody's are: then there is no mode to speak of. */
export const standingOf = ({ class: kind, classBy, team, policy, mode }: Decision): string =>
  `class ${kind} (${classBy}), team ${team}${
    policy === 'none'
      ? '; no policy has terms for it, so its GPUs stay as asked (mode observe)'
      : `, policy ${policy}, mode ${mode}`
  }`;

function containerLines(container: ContainerDecision, colours: Colours): string[] {
  const { name, asked, chosen, reasons, candidates } = container;
  const arrow = asked === chosen ? asked : `${asked} -> ${chosen}`;
  return [
    `  ${shown(name)}: ${colours.bold(shown(arrow))}`,
    ...reasons.map((reason) => `    ${shown(reasonLine(reason))}`),
    ...candidates.map((candidate) => road(candidate, chosen, colours)),
  ];
}

/** The reason, where no container has it, as of a pod that asks for no GPU. */
const ofNoContainer = ({ because, containers }: Decision): string[] =>
  containers.some(({ reasons }) => reasons.some(({ rule }) => rule === because.rule))
    ? []
    : [`  ${reasonLine(because)}`];

/** Roads in the order of the menu: the one taken, those that were open, those that were closed and by what. */
function road({ slice, cost, rejectedBy }: Candidate, chosen: string, colours: Colours): string {
  const one = shown(`${slice} (${gpus(cost.milliGPU)} GPU, ${cost.MiB} MiB)`);
  if (rejectedBy !== undefined) return colours.dim(`    x ${one} ${shown(reasonLine(rejectedBy))}`);
  return slice === chosen ? colours.green(`    > ${one}`) : `    o ${one} open, comes later`;
}

/** The first has been told as the reason. */
const note = ({ rules }: Decision): string[] =>
  rules.slice(1).map(({ id, reason }) => shown(`  note ${id}: ${reason}`));

/** What a GpuExemption let past, and which of them ends soon. */
const exempted = ({ rules }: Decision): string[] =>
  rules
    .filter(({ exemption }) => exemption !== undefined)
    .map(({ id, reason }) => shown(`  note ${id}: ${reason}`));

function judgement(judged: Decision, colours: Colours): string {
  const { claimAsked, claimFinal, verdict, inForce } = judged;
  const claim = `${gpus(claimAsked.milliGPU)} -> ${gpus(claimFinal.milliGPU)} GPU`;
  const objections = verdict === 'refuse' ? objectionsIn(judged) : [];
  const first =
    verdict !== 'refuse'
      ? [`admitted, claim ${claim}`]
      : inForce
        ? objections.map((one) => colours.red(`refused, ${one}`))
        : objections.map((one) => `admitted, would be refused: ${one}`);
  return [...first, ...spoken(judged)].join('\n  ');
}

const refuses = (judged: Decision, rule: RuleOutcome): boolean =>
  judged.verdict === 'refuse' && (judged.inForce ? rule.outcome : rule.enforced) === 'fail';

/** All at once, so that nobody mends one after the other. */
function objectionsIn(judged: Decision): string[] {
  const found = judged.rules.filter((rule) => refuses(judged, rule));
  const reasons = found.map(({ id, reason }): Reason => ({ rule: id, says: reason }));
  return (reasons.length === 0 ? [judged.because] : reasons).map((one) => shown(reasonLine(one)));
}

const SPOKEN = { warn: 'with a warning', skip: 'noted' } as const;

/** What guardrails say that refuse nobody; what is exempt has been told. */
const spoken = (judged: Decision): string[] =>
  judged.rules.flatMap((rule) => {
    const { id, outcome: how, reason, exemption } = rule;
    const told = exemption !== undefined || refuses(judged, rule);
    return (how === 'warn' || how === 'skip') && !told
      ? [shown(`${SPOKEN[how]}: ${reasonLine({ rule: id, says: reason })}`)]
      : [];
  });
