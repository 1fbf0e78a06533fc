/** Pods that run, each judged as it would come anew, folded into a row for each container that is alike. */
import type { Decision } from '../core/decision.ts';
import { neverSlice } from '../core/never-slice/all.ts';
import type { Pod } from '../core/pod.ts';
import type { World } from '../core/world.ts';
import type { BackTested, Trial } from '../usage/back-test/trial.ts';
import { keyText, type Key } from '../usage/profiling/learned.ts';
import { aside } from './aside.ts';
import { isSliced, judged } from './judge.ts';
import type { Row, Supply, Verdict } from './report.ts';
import { releasable } from './sums.ts';
import { wantOf, type Want } from './wants.ts';
import { chosenBy, heldIn, makerOf, neededBy, type Held } from './seats.ts';

export interface Facts {
  /** As the cluster is: nodes, and who holds what. */
  readonly standing: World;
  /** The same without the pods that are judged, as if they were to come anew; enforced. */
  readonly empty: World;
  /** That, with cards cut that are whole now; `none` where none could be. */
  readonly cut: World | 'none';
  /** What makes pods, by makerKey. */
  readonly templates: ReadonlyMap<string, Pod>;
  /** Who holds a GPU and has no figures, by keyText, and why. */
  readonly silent: ReadonlyMap<string, string>;
  /** Of those, what would end it, where that is known. */
  readonly wants?: ReadonlyMap<string, Want>;
  readonly backTest: BackTested;
  /** Namespaces that the webhook is never sent. */
  readonly excluded: ReadonlySet<string>;
}

export function rowsOf(pods: readonly Pod[], facts: Facts): readonly Row[] {
  const rows = new Map<string, Row>();
  const trials = trialsByKey(facts.backTest);
  for (const pod of pods)
    for (const one of podRows(pod, facts, trials)) {
      const row = facts.excluded.has(one.namespace) ? aside(one) : one;
      // Of one replica each, so those that are alike are the same text.
      const key = JSON.stringify(row);
      const known = rows.get(key);
      rows.set(key, known === undefined ? row : { ...known, replicas: known.replicas + 1 });
    }
  return [...rows.values()].map(inAll).toSorted(byWorth);
}

/** Figures of one replica times how many there are. */
const inAll = (row: Row): Row => ({
  ...row,
  heldMilliGPU: row.heldMilliGPU * row.replicas,
  neededMilliGPU: row.neededMilliGPU * row.replicas,
});

/** What would release most comes first; in whatever order pods are listed. */
const byWorth = (a: Row, b: Row): number =>
  releasable(b) - releasable(a) ||
  b.heldMilliGPU - a.heldMilliGPU ||
  inOrder(keyText(a), keyText(b)) ||
  inOrder(JSON.stringify(a), JSON.stringify(b));

const inOrder = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

interface Chosen {
  readonly decision: Decision;
  readonly supply?: Supply;
  /** What there would be to say if cards were cut that are whole now. */
  readonly once?: Decision;
}

/** By what there is; where that has no slice for it, by what could be cut. */
function chosenFor(pod: Pod, { empty, cut }: Facts): Chosen {
  const decision = judged(pod, empty);
  if (isSliced(decision)) return { decision, supply: 'offered' };
  const once = cut !== 'none' && isForWantOf(decision) ? judged(pod, cut) : undefined;
  if (once === undefined) return { decision };
  if (!isSliced(once)) return { decision, once };
  return isSmaller(once) ? { decision: once, supply: 'toCut' } : { decision };
}

/** A card cut into one slice that is all of it releases nothing, and nobody is to cut it for that. */
const isSmaller = ({ claimAsked, claimFinal }: Decision): boolean =>
  claimFinal.milliGPU < claimAsked.milliGPU;

/** It has a right to a slice, and there is none for it. */
const isForWantOf = ({ because: { rule } }: Decision): boolean =>
  rule === 'fit/none' || rule === 'fit/sold-out';

function podRows(pod: Pod, facts: Facts, trials: TrialsByKey): Row[] {
  const held = heldIn(pod, facts.standing);
  if (held.length === 0) return [];
  const chosen = chosenFor(pod, facts);
  const { decision, supply } = chosen;
  const needed = neededBy(decision, held);
  const verdict = verdictOf(decision);
  const template = templateOf(pod, chosen, facts);
  const { kind, name } = decision.workload;
  const { namespace = 'default' } = pod.metadata;
  return held.map(({ milliGPU, ...seat }, nth) => {
    const key = { namespace, kind, name, container: seat.container };
    return {
      ...key,
      class: decision.class,
      replicas: 1,
      ...seat,
      heldMilliGPU: milliGPU,
      neededMilliGPU: needed[nth] ?? milliGPU,
      verdict,
      shape: shapeOf(decision, seat),
      ...(supply === undefined ? {} : { supply }),
      ...figuresOf(key, facts.empty),
      ...decision.because,
      ...reservedOf(chosen, seat.container),
      ...missingOf(verdict, decision, facts.silent.get(keyText(key))),
      ...(decision.because.rule === 'evidence/none' ? wantIn(pod, key, facts) : {}),
      ...(template === undefined ? {} : { template }),
      ...triedOf(trials.get(keyText(key)) ?? []),
    };
  });
}

function shapeOf(
  decision: Decision,
  { container, asked }: Pick<Held, 'container' | 'asked'>,
): string {
  const slice = isSliced(decision) ? chosenBy(decision, container) : undefined;
  return slice?.chosen ?? asked;
}

const NEVER: readonly string[] = neverSlice.map(({ id }) => id);
const EVIDENCE = 'evidence/';

function verdictOf(decision: Decision): Verdict {
  const { rule } = decision.because;
  if (isSliced(decision)) return 'slice';
  if (rule === 'never/already-slice') return 'sliced';
  if (NEVER.includes(rule)) return 'never';
  return rule.startsWith(EVIDENCE) ? 'unseen' : 'whole';
}

function figuresOf({ namespace, kind, name, container }: Key, world: World): Partial<Row> {
  const profile = world.profile(namespace, kind, name, container);
  if (profile === 'unknown') return {};
  const { vramMaxMiB, smP95, hours, samples, confidence, computeBy, engine } = profile;
  return {
    vramMaxMiB,
    ...(smP95 === undefined ? {} : { smP95 }),
    hours,
    samples,
    ...(confidence === undefined ? {} : { confidence }),
    ...(computeBy === undefined ? {} : { computeBy }),
    ...(engine?.needMiB === undefined ? {} : { engineNeedMiB: engine.needMiB }),
  };
}

/** Of slices that nodes have as they are, or else of those that there could be. */
function reservedOf({ decision, once }: Chosen, container: string): Partial<Row> {
  const [now, then] = [decision, once].map((one) => reservedIn(one, container));
  const says = then === undefined || then === now ? now : `${then}, once cards are cut`;
  return says === undefined ? {} : { reserved: says };
}

function reservedIn(decision: Decision | undefined, container: string): string | undefined {
  const whose = `${container}: `;
  return decision?.rules
    .find(({ id, reason }) => id === 'evidence/reserved' && reason.startsWith(whose))
    ?.reason.slice(whose.length);
}

/** Who looks for the cause must know where: in the exporter, the node, the labels; or only in time. */
const missingOf = (verdict: Verdict, { because }: Decision, silence: string | undefined) =>
  verdict === 'unseen' ? { missing: silence ?? because.says } : {};

function wantIn(pod: Pod, key: Key, { wants, empty }: Facts): Partial<Row> {
  const profile = empty.profile(key.namespace, key.kind, key.name, key.container);
  const want = wants?.get(keyText(key)) ?? wantOf(pod, key.container, profile, empty);
  return want === undefined ? {} : { want };
}

/** A pod that somebody has changed since, or that a webhook did, is not what its maker makes next. */
function templateOf(pod: Pod, { decision }: Chosen, facts: Facts): string | undefined {
  const template = facts.templates.get(makerOf(pod));
  if (template === undefined) return undefined;
  const { decision: next } = chosenFor(template, facts);
  if (outcomeOf(next) === outcomeOf(decision)) return undefined;
  const { rule, says } = next.because;
  return `its template: ${rule}: ${says}`;
}

const outcomeOf = ({ because: { rule }, containers }: Decision): string =>
  JSON.stringify([rule, containers.map(({ chosen }) => chosen)]);

type TrialsByKey = ReadonlyMap<string, readonly Trial[]>;

function trialsByKey({ trials }: BackTested): TrialsByKey {
  const all = new Map<string, Trial[]>();
  for (const trial of trials) {
    const key = keyText(trial);
    const known = all.get(key) ?? [];
    known.push(trial);
    all.set(key, known);
  }
  return all;
}

function triedOf(trials: readonly Trial[]) {
  const judgedOnes = trials.filter(wasHeldAgainst);
  return judgedOnes.length === 0
    ? {}
    : {
        trials: judgedOnes.length,
        tooSmall: judgedOnes.filter(({ outcome }) => outcome === 'tooSmall').length,
      };
}

/** A slice was given, and the next day told what it would have had to hold. */
export const wasHeldAgainst = ({ outcome }: Trial): boolean =>
  outcome === 'held' || outcome === 'tooSmall';
