/**
 * Whether our decisions would have held: each evening every workload is decided by what was known by
 * then, and what it used on the next day is the judge. Fed the days as they were, one after the other,
 * it keeps its own account of what was learned; what an earlier run has kept knows the days to come.
 */
import type { Profile } from '../../core/profile.ts';
import type { World } from '../../core/world.ts';
import { Learning, type Heard, type Told } from '../profiling/learned.ts';
import {
  isOurs,
  publishedOf,
  type Published,
  type StandingProfile,
} from '../profiling/published.ts';
import type { Standing } from '../profiling/standing.ts';
import type { Member } from '../profiling/whose.ts';
import type { Row } from '../statistics/row.ts';
import { Needs } from './needs.ts';
import { Peaks } from './peaks.ts';
import { ours, type Sized, type Sizing } from './sized.ts';
import { latestBy, templatesIn, type Template } from './templates.ts';
import { withRoom, worldThen } from './then.ts';
import type { BackTested, Trial, TrialOutcome } from './trial.ts';

export interface Tested {
  /** Of its profiles those count that somebody has written by hand. */
  readonly world: World;
  readonly standing: Standing;
  readonly profiles: readonly StandingProfile[];
}

type Decided = Omit<Trial, 'peakMiB' | 'outcome' | 'capacityMiB'> &
  Pick<Sized, 'capacityMiB' | 'byNeed'> & { readonly member: Member };

export class BackTest {
  readonly #world: World;
  readonly #menu: World['menu'];
  readonly #sizing: Sizing;
  readonly #templates: readonly Template[];
  readonly #byHand: readonly StandingProfile[];
  readonly #learning: Learning;
  readonly #peaks: Peaks;
  readonly #needs = new Needs();
  readonly #trials: Trial[] = [];
  /** By namespace and name. */
  readonly #published = new Map<string, Published>();
  #decided: readonly Decided[] = [];
  #days = 0;

  constructor({ world, standing, profiles }: Tested, sizing: Sizing = ours) {
    this.#world = world;
    this.#menu = withRoom(world.menu);
    this.#sizing = sizing;
    this.#templates = templatesIn(standing, world);
    this.#byHand = profiles.map(handwritten);
    this.#learning = new Learning(world.catalogue);
    this.#peaks = new Peaks(world.catalogue);
  }

  /** Part of a day: `until` as Learning has it, all readings before it have been told. */
  hear(told: readonly Told[], until: number, heard: readonly Heard[] = []): void {
    this.#learning.feed(told, until, heard);
    this.#peaks.see(told);
    this.#needs.see(heard);
  }

  /** The day ends: what it brought judges yesterday's decisions, and is what today's are made by. */
  evening(at: number): void {
    for (const decided of this.#decided) this.#trials.push(this.#judged(decided));
    const latest = latestBy(this.#templates, at);
    for (const { members } of latest) for (const member of members) this.#learning.meet(member);
    this.#publish();
    const world = worldThen(this.#world, this.#menu, { at, profile: this.#profiles() });
    const day = this.#days++;
    this.#decided = latest.flatMap((template) => this.#decide(template, world, day));
    this.#peaks.nextDay();
    this.#needs.nextDay();
  }

  tested(): BackTested {
    return { days: this.#days, trials: this.#trials };
  }

  /** As the profiler would have, by the rows that stood there the evening before. */
  #publish(): void {
    const stands = [...this.#byHand, ...[...this.#published.values()].map(standingAs)];
    const { profiles } = publishedOf(this.#learning.latest(), stands, this.#world.catalogue);
    // One of which nothing new is known stays as it stands.
    for (const profile of profiles) {
      const { namespace, name } = profile.metadata;
      this.#published.set(`${namespace}/${name}`, profile);
    }
  }

  #profiles(): World['profile'] {
    const rows = new Map<string, Profile>();
    for (const { metadata, spec } of this.#published.values())
      for (const row of spec.containers)
        if (isOurs(row)) rows.set(nameOf(metadata.namespace, spec.workload, row.name), said(row));
    const byHand = new Set(
      this.#byHand.flatMap(({ namespace, workload, containers }) =>
        containers.map(({ name }) => nameOf(namespace, workload, name)),
      ),
    );
    return (namespace, kind, name, container) => {
      const key = nameOf(namespace, { kind, name }, container);
      return byHand.has(key)
        ? this.#world.profile(namespace, kind, name, container)
        : (rows.get(key) ?? 'unknown');
    };
  }

  #decide({ pod, namespace, members }: Template, world: World, day: number): Decided[] {
    const sized = this.#sizing(pod, namespace, world);
    return members.flatMap((member) =>
      sized
        .filter(({ container }) => container === member.container)
        .map((one) => {
          const { kind, name } = member.workload;
          return { namespace, kind, name, ...one, day, at: world.readAt, member };
        }),
    );
  }

  #judged({ member, capacityMiB, byNeed, ...decided }: Decided): Trial {
    const mostMiB = this.#peaks.of(member);
    const peakMiB = byNeed === true ? this.#needs.of(member, mostMiB) : mostMiB;
    return {
      ...decided,
      capacityMiB: capacityMiB === 'card' ? this.#peaks.cardOf(member) : capacityMiB,
      peakMiB,
      outcome: outcomeOf(capacityMiB, peakMiB, decided.rule),
    };
  }
}

const UNKNOWN: readonly string[] = ['evidence/none', 'evidence/new-revision'];

function outcomeOf(
  capacityMiB: Sized['capacityMiB'],
  peakMiB: Trial['peakMiB'],
  rule: string,
): TrialOutcome {
  if (capacityMiB === 'card') return UNKNOWN.includes(rule) ? 'noEvidence' : 'whole';
  if (peakMiB === 'unseen') return 'unseen';
  return peakMiB > capacityMiB ? 'tooSmall' : 'held';
}

/** What a profiler has written knows the days that are tested. */
const handwritten = ({ containers, ...profile }: StandingProfile): StandingProfile => ({
  ...profile,
  containers: containers.filter((row) => !isOurs(row)),
  checkpoints: [],
});

const standingAs = ({ metadata, spec, status }: Published): StandingProfile => ({
  ...metadata,
  ...spec,
  ...status,
});

const said = ({ lastSeen, ...row }: Row): Profile =>
  lastSeen === undefined ? row : { ...row, lastSeen: Math.floor(Date.parse(lastSeen) / 1000) };

const nameOf = (
  namespace: string,
  { kind, name }: { kind: string; name: string },
  container: string,
) => JSON.stringify([namespace, kind, name, container]);
