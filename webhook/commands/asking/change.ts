/** What would change it: the cure of the rule, what one made anew would get now, and the command that makes it. */
import { outcome } from '../../report/explain.ts';
import { changes, reasonLine, refusalText, requestsSet } from '../../report/lines.ts';
import { member, type Raw } from '../../expand/raw.ts';
import type { Decision } from '../../core/decision.ts';
import type { Facts, Rehearsal } from './facts.ts';
import { POD } from './reference.ts';
import { cureOf } from './rules-page.ts';
import type { Story } from './story.ts';
import { AGAIN } from './why-unsent.ts';

export interface Advice {
  /** What would help, a line each. */
  readonly change: readonly string[];
  /** What one made anew would get now; or why that is not known. */
  readonly anew: string;
  /** Whether that differs from what stands. */
  readonly differs: boolean;
}

export function change(facts: Facts, stories: readonly Story[]): Advice {
  const [first] = stories;
  const { rehearsal } = facts;
  const differs = rehearsal.ok && first !== undefined && !isSame(rehearsal.value, first);
  const known = stories.flatMap((story) => [
    ...story.change,
    ...cures(story, facts, differs),
    ...modes(story),
  ]);
  const lines = rehearsal.ok && differs ? weighed(known, rehearsal.value, facts, stories) : known;
  return { change: [...new Set(lines)], anew: anewBy(facts, differs), differs };
}

/** Nobody is told to make a pod anew that would be refused, or stored as it stands. */
function weighed(
  known: readonly string[],
  rehearsal: Rehearsal,
  facts: Facts,
  stories: readonly Story[],
): readonly string[] {
  const others = known.filter((line) => line !== AGAIN);
  const standing = stories.filter(({ outcome: found }) => found !== 'refused');
  const { judged } = rehearsal;
  if (isRefused(judged)) {
    if (standing.length === 0) return others;
    const { rule } = judged.because;
    const { fix } = cureOf(rule);
    return [...others, KEEP, ...(fix === undefined ? [] : [`${rule}: ${fix}`])];
  }
  const anew = storedAs(rehearsal);
  const gains = stories.some((story) => standsAs(story) !== anew);
  return gains ? [...known, ...again(facts)] : others;
}

const KEEP = 'let it stand for now: made anew it would be refused';

const AS_SUBMITTED = 'as submitted';
const PLACED = 'placed';

function storedAs({ proposed }: Rehearsal): string {
  const rewrites = proposed.inForce && proposed.verdict === 'rewrite';
  return rewrites ? changes(proposed) || PLACED : requestsSet(proposed) || AS_SUBMITTED;
}

function standsAs({ outcome: found, changed, from }: Story): string {
  if (found === 'refused') return found;
  if (found === 'kept whole') return PLACED;
  if (ADDS.has(found)) return changed ?? from;
  return AS_SUBMITTED;
}

/** By which something of ours stands in the pod. */
const ADDS: ReadonlySet<string> = new Set(['rewritten', 'requests set']);

const isRefused = (judged: Decision): boolean => judged.verdict === 'refuse' && judged.inForce;

function anewBy({ kind, memory, rehearsal }: Facts, differs: boolean): string {
  if (!rehearsal.ok) {
    // Why nobody answers is said once, of what is remembered.
    const isSaid = !memory.ok && memory.says === rehearsal.says;
    return `not known: ${isSaid ? 'the server was not asked' : rehearsal.says}`;
  }
  const story = `${rehearsalStory(rehearsal.value)}${ofRollout(kind, rehearsal.value)}`;
  return differs ? story : `the same: ${story}`;
}

/** A pod comes anew as one more of its revision, and what makes it as the first of another: two answers. */
function ofRollout(kind: Facts['kind'], { proposed: { because, workload } }: Rehearsal): string {
  if (kind !== POD || because.rule !== 'fit/sibling') return '';
  const whose = `${workload.kind.toLowerCase()}/${workload.name}`;
  return `, as one more of its revision: what a rollout would get, tranche explain ${whose} says`;
}

/** In one line. */
function rehearsalStory({ proposed, judged }: Rehearsal): string {
  const because = reasonLine(proposed.because);
  if (judged.verdict === 'refuse')
    return `${judged.inForce ? 'refused' : 'admitted, would be refused'}: ${refusalText(judged)}`;
  const changed = changes(proposed);
  return `${outcome(proposed, judged)}${changed === '' ? '' : `: ${changed}`} (${because})`;
}

function isSame({ proposed, judged }: Rehearsal, story: Story): boolean {
  if (story.outcome === 'never sent' || story.outcome === 'unknown') return false;
  if (story.decision !== undefined && story.decision === proposed.id) {
    return isRefused(judged) === (story.outcome === 'refused');
  }
  return (
    story.from === 'the server' &&
    story.outcome === outcome(proposed, judged) &&
    story.changed === (changes(proposed) || undefined)
  );
}

function cures({ rule, outcome: found }: Story, { kind }: Facts, differs: boolean): string[] {
  if (rule === undefined) return [];
  const { fix, undo = ORIGINALLY } = cureOf(rule);
  // A rollout was rehearsed already, and comes out the same.
  const tried = rule === 'fit/sibling' && kind.restarts && !differs;
  return [
    ...(fix === undefined || tried ? [] : [`${rule}: ${fix}`]),
    ...(ADDS.has(found) ? [undoing(undo)] : []),
  ];
}

const ORIGINALLY = 'keep the original';

const undoing = (undo: string): string =>
  undo === ORIGINALLY
    ? 'to undo: the annotation tranche.dev/keep: original on the pod template, where the policy allows it'
    : `to undo: ${undo}`;

/** What is only watched changes nothing until its policy says so. */
function modes({ mode, policy, outcome: found }: Story): string[] {
  if (mode === undefined || mode === 'enforce' || policy === undefined || policy === 'none')
    return [];
  if (!found.startsWith('would ')) return [];
  return [`policy ${policy} is in mode ${mode}: with spec.mode: enforce it does what it says`];
}

/** How one is made anew. */
function again({ kind, namespace, name, object, pods }: Facts): string[] {
  const kinds = kind.kind.toLowerCase();
  if (kind.restarts) return [`kubectl rollout restart ${kinds}/${name} -n ${namespace}`];
  if (kind !== POD) return [`delete the ${kind.kind} and create it again from its manifest`];
  if (!object.ok) return [];
  return pods.some(isControlled)
    ? [`kubectl delete pod ${name} -n ${namespace}, and its controller makes another`]
    : ['delete the pod and create it again from its manifest'];
}

const isControlled = (pod: Raw): boolean => {
  const owners = member(pod, 'metadata')['ownerReferences'];
  return Array.isArray(owners) && owners.some((owner) => member(owner)['controller'] === true);
};
