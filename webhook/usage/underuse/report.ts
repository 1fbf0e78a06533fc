/**
 * How much of what is held is used. A part of a card is used as far as the scarcer of its two goods is:
 * memory at its highest, because it cannot be had twice, and multiprocessors at their 95th percentile.
 * Missing is never zero: who was not measured is told apart, and is in no sum.
 */
import { nothing, plus, type Claim } from '../../core/claim.ts';
import type { WorkloadClass } from '../../core/decision.ts';
import { saysDoubt } from '../sources/doubt.ts';
import type { Floor, Held, Named } from './held.ts';

/** Figures of one container, as a GpuProfile has them. */
export interface Figures {
  readonly revision: string;
  readonly attribution: string;
  /** Why they are nobody's for sure, where a run has just found out. */
  readonly doubt?: string;
  /** Of one device. */
  readonly vramMaxMiB: number;
  readonly smP95?: number;
  readonly hours: number;
  readonly samples: number;
}

export type FiguresOf = (of: Named, container: string) => Figures | 'none';

/** Below `UNDER` a piece is too large; from `GOOD` to `TIGHT` it is well filled. */
export const UNDER = 0.5;
export const GOOD = 0.7;
export const TIGHT = 0.85;

export type Standing = 'under' | 'low' | 'good' | 'tight';

export interface Use extends Named {
  readonly team: string;
  readonly class: WorkloadClass;
  readonly pods: number;
  readonly milliGPU: number;
  /** 0 to 1 of what is held; above 1 where it was measured on more. */
  readonly memory: number;
  readonly compute: number;
  readonly use: number;
  readonly standing: Standing;
  /** For so long nobody has changed its template; absent where nobody knows. */
  readonly unchangedDays?: number;
  /** It is under-used, and has been as it is for longer than anybody should wait. */
  readonly stale: boolean;
}

export interface Unmeasured extends Named {
  readonly team: string;
  readonly pods: number;
  readonly milliGPU: number;
  readonly why: string;
}

export interface TeamUse {
  readonly team: string;
  readonly milliGPU: number;
  /** Of that, what was measured. */
  readonly measured: number;
  /** Of what was measured; absent where nothing was. */
  readonly use?: number;
  readonly standing?: Standing;
}

export interface UnderUse {
  /** The most room first. */
  readonly workloads: readonly Use[];
  readonly teams: readonly TeamUse[];
  readonly unmeasured: readonly Unmeasured[];
}

export interface Wish {
  /** Seconds since the epoch. */
  readonly now: number;
  /** Days after which somebody should have looked again. */
  readonly staleDays: number;
}

export function underUse(held: readonly Held[], figuresOf: FiguresOf, wish: Wish): UnderUse {
  const workloads: Use[] = [];
  const unmeasured: Unmeasured[] = [];
  for (const pods of grouped(held)) {
    const found = useOf(pods, figuresOf, wish);
    if ('why' in found) unmeasured.push(found);
    else workloads.push(found);
  }
  return {
    workloads: workloads.toSorted((a, b) => roomOf(b) - roomOf(a) || byName(a, b)),
    unmeasured: unmeasured.toSorted((a, b) => b.milliGPU - a.milliGPU || byName(a, b)),
    teams: teamsOf(workloads, unmeasured),
  };
}

/** Held and not used, in thousandths of a card. */
export const roomOf = ({ milliGPU, use }: Pick<Use, 'milliGPU' | 'use'>): number =>
  milliGPU * Math.max(0, 1 - use);

type Some<T> = readonly [T, ...T[]];

function grouped(held: readonly Held[]): Some<Held>[] {
  const groups = new Map<string, [Held, ...Held[]]>();
  for (const one of held) {
    const key = titleOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

export const titleOf = ({ namespace, kind, name }: Named): string => `${namespace}/${kind}/${name}`;

const byName = (a: Named, b: Named): number => (titleOf(a) < titleOf(b) ? -1 : 1);

function useOf(pods: Some<Held>, figuresOf: FiguresOf, { now, staleDays }: Wish): Use | Unmeasured {
  const [{ namespace, kind, name, team, class: workloadClass }] = pods;
  const claim = pods.map((pod) => pod.claim).reduce(plus, nothing);
  const of = { namespace, kind, name, team, pods: pods.length, milliGPU: claim.milliGPU };
  const needs = pods.map((pod) => needOf(pod, figuresOf));
  const why = needs.find((need) => typeof need === 'string');
  if (why !== undefined) return { ...of, why };
  const need = needs.filter((one) => typeof one !== 'string').reduce(plus, nothing);
  const memory = partOf(need.MiB, claim.MiB);
  const compute = partOf(need.milliGPU, claim.milliGPU);
  const use = Math.max(memory, compute);
  const days = unchangedDays(pods, now);
  return {
    ...of,
    class: workloadClass,
    memory,
    compute,
    use,
    standing: standingOf(use),
    ...(days === undefined ? {} : { unchangedDays: days }),
    stale: standingOf(use) === 'under' && (days ?? 0) >= staleDays,
  };
}

const partOf = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

export function standingOf(use: number): Standing {
  if (use < UNDER) return 'under';
  if (use < GOOD) return 'low';
  return use <= TIGHT ? 'good' : 'tight';
}

/** What a pod was seen to use, in what it holds; or why nobody can tell. */
function needOf(pod: Held, figuresOf: FiguresOf): Claim | string {
  let sum = nothing;
  for (const { name, revision, devices } of pod.containers) {
    const figures = figuresOf(pod, name);
    const why = doubtOf(figures, revision, pod.floor);
    if (figures === 'none' || why !== undefined) return `${name}: ${why ?? NONE}`;
    const { vramMaxMiB, smP95 = 0 } = figures;
    sum = plus(sum, { MiB: vramMaxMiB * devices, milliGPU: smP95 * 1000 * devices });
  }
  return pod.containers.length === 0 ? 'it holds a device by no container' : sum;
}

const NONE = 'no figures';

function doubtOf(
  figures: Figures | 'none',
  revision: string,
  { minHours, minSamples }: Floor,
): string | undefined {
  if (figures === 'none') return NONE;
  const unsure = figures.doubt ?? saysDoubt(figures.attribution, []);
  if (unsure !== undefined) return unsure;
  if (figures.revision !== revision) return 'its figures are of another revision';
  if (figures.smP95 === undefined) return 'no figure of compute';
  if (figures.hours < minHours) return `seen for ${figures.hours} of ${minHours} hours`;
  if (figures.samples < minSamples) return `${figures.samples} of ${minSamples} samples`;
  return undefined;
}

const DAY_S = 86_400;

/** Of the youngest template: while a rollout is under way somebody has just looked. */
function unchangedDays(pods: readonly Held[], now: number): number | undefined {
  const since = pods.reduce((latest, pod) => Math.max(latest, pod.since), 0);
  return since === 0 ? undefined : Math.max(0, Math.floor((now - since) / DAY_S));
}

function teamsOf(workloads: readonly Use[], unmeasured: readonly Unmeasured[]): TeamUse[] {
  const names = new Set([...workloads, ...unmeasured].map(({ team }) => team));
  return [...names]
    .map((team) => {
      const own = workloads.filter((one) => one.team === team);
      const measured = own.reduce((sum, { milliGPU }) => sum + milliGPU, 0);
      const used = own.reduce((sum, { milliGPU, use }) => sum + milliGPU * Math.min(1, use), 0);
      const blind = unmeasured
        .filter((one) => one.team === team)
        .reduce((sum, { milliGPU }) => sum + milliGPU, 0);
      const all = { team, milliGPU: measured + blind, measured };
      if (measured === 0) return all;
      return { ...all, use: used / measured, standing: standingOf(used / measured) };
    })
    .toSorted((a, b) => b.milliGPU - a.milliGPU || (a.team < b.team ? -1 : 1));
}
