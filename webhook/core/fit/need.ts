/**
 * What a container needs, from what it was seen to use; or why we do not know. No evidence, no
 * slice: VRAM goes by the maximum times headroom, compute by a percentile, and a missing figure is
 * never zero.
 */
import type { Product } from '../products/catalogue.ts';
import type { Reason } from '../decision.ts';
import { unseenModel } from '../identity/memory-words.ts';
import type { Container } from '../pod.ts';
import type { Profile } from '../profile.ts';
import type { Question } from '../question.ts';
import { containerRevision, imageOf } from '../identity/revision.ts';
import type { Terms } from '../terms.ts';
import { titleOf } from '../title.ts';
import { roomFor, unreserved, type Unreserved } from './reserved.ts';
import { roomWhileYoung } from './young.ts';

export interface Need {
  readonly container: string;
  readonly peakMiB: number;
  readonly headroom: number;
  /** Where nobody has measured it: a further factor, on an estimate. */
  readonly slack?: number;
  /** MiB the slice must have: peak × headroom, at least the policy's floor. */
  readonly vramMiB: number;
  /** SMs of `product` the slice must have. */
  readonly sms: number;
  /** The product the figures were measured on; `any` where nothing was. */
  readonly product: Product | 'any';
  /** That, and those of the containers that share the slice. */
  readonly measuredOn: readonly string[];
  readonly hours: number;
  /** Thousandths of a GPU that its pod asks for, at the least. */
  readonly milliGPU?: number;
  /** Where the pod itself has said it: its words. */
  readonly asked?: string;
  /** Where an engine says that it needs less than it reserved: what that was. */
  readonly reservedMiB?: number;
}

/** A new tag of the same image inherits its profile at half confidence and with a tenth more room. */
const INHERITED_ROOM = 1.1;
const INHERITED_HOURS = 2;
const INHERITED_SURE = 2;

/** How it is told, of whatever container. */
export const NO_PROFILE = 'no profile for container';

export function needOf(
  container: Container,
  profile: Profile | 'unknown',
  terms: Terms,
  facts: Pick<Question, 'workload' | 'catalogue' | 'readAt' | 'newestFigures'>,
): Need | Reason {
  if (profile === 'unknown')
    return none(`${NO_PROFILE} ${container.name} of ${whose(facts.workload)}${ofNobody(facts)}`);
  const unseen = unseenModel(container);
  if (unseen !== undefined)
    return none(`which model ${container.name} loads is not in the pod, only in ${unseen}`);
  const revision = containerRevision(container);
  if (profile.revision !== revision)
    return {
      rule: 'evidence/new-revision',
      says: `the profile of ${container.name} is of "${profile.revision}", this is "${revision}"`,
    };
  const inherited = isInherited(container, profile);
  const doubt =
    doubts(container, profile, terms, inherited) ?? tooOld(container, profile, terms, facts.readAt);
  if (doubt !== undefined) return doubt;
  const product = facts.catalogue.products.find(({ name }) => name === profile.measuredOn);
  if (product === undefined)
    return none(
      `${container.name} was measured on ${profile.measuredOn}, which the catalogue does not know`,
    );
  if (product.sms === undefined)
    return none(
      `${container.name} was measured on ${product.name}, of which the catalogue says no multiprocessors`,
    );
  return measured(container, profile, terms, { product, sms: product.sms, inherited });
}

/** A week, in which even a fleet that rests over a holiday is looked at. */
const SILENT_DAYS = 7;

/** Whose workload is new looks for the cause there, and not where nobody is measured any more. */
function ofNobody({ newestFigures, readAt }: Pick<Question, 'newestFigures' | 'readAt'>): string {
  if (newestFigures === 'none') return '';
  const days = Math.floor((readAt - newestFigures) / 86_400);
  return days < SILENT_DAYS
    ? ''
    : `; the newest figures of any workload are ${days} days old: does the profiler run, and hear Prometheus?`;
}

/** Another tag of the same image was measured. */
export const isInherited = ({ image = '' }: Container, { tag }: Profile): boolean =>
  tag !== undefined && tag !== imageOf(image).tag;

export const isNeed = (value: Need | Reason): value is Need => 'vramMiB' in value;

const whose = (workload: Question['workload']): string =>
  workload === 'unknown' ? 'an unknown workload' : titleOf(workload);

const none = (says: string): Reason => ({ rule: 'evidence/none', says });

function doubts(
  { name }: Container,
  profile: Profile,
  terms: Terms,
  inherited: boolean,
): Reason | undefined {
  const { sharing, attribution, hours, samples } = profile;
  if (sharing === 'timeSlice' || sharing === 'mps')
    return none(
      `${name} was measured on a shared card (${sharing}), where figures cannot be told apart`,
    );
  if (attribution === 'duplicated' || attribution === 'unknown')
    return none(`the figures of ${name} cannot be attributed to it (${attribution})`);
  const minHours = minHoursOf(terms, inherited);
  if (hours < minHours)
    return none(
      `${name} was seen for ${hours} h${inherited ? ' under another tag' : ''}; the policy asks for ${minHours} h`,
    );
  if (samples < terms.evidence.minSamples)
    return none(`${name} has ${samples} samples; the policy asks for ${terms.evidence.minSamples}`);
  return profile.smP95 === undefined
    ? none(`${name} has no compute figure; missing is not zero`)
    : tooUnsure(name, profile, terms, inherited);
}

export const minHoursOf = ({ evidence }: Terms, inherited: boolean): number =>
  evidence.minHours * (inherited ? INHERITED_HOURS : 1);

/** Asked where a policy asks it; what nobody has said is not enough. */
function tooUnsure(
  name: string,
  { confidence, computeBy }: Profile,
  { evidence: { minConfidence } }: Terms,
  inherited: boolean,
): Reason | undefined {
  const sure = (confidence ?? -1) / (inherited ? INHERITED_SURE : 1);
  if (minConfidence === undefined || sure >= minConfidence) return undefined;
  const how = confidence === undefined ? 'nobody says how sure' : `confidence ${sure}`;
  const asked = `the policy asks for ${minConfidence}`;
  return computeBy === 'utilisation'
    ? none(
        `of ${name} only GPU utilisation is known, not how much of the card it needs (${how}); ${asked}`,
      )
    : none(`the profile of ${name} is not sure enough (${how}); ${asked}`);
}

/** Age forbids nothing by itself (an old profile keeps its shape) unless the policy says `maxAge`. */
function tooOld(
  { name }: Container,
  profile: Profile,
  terms: Terms,
  readAt: number,
): Reason | undefined {
  const { maxAgeHours = Infinity } = terms.evidence;
  const { lastSeen = readAt } = profile;
  const age = Math.floor((readAt - lastSeen) / 3600);
  return age > maxAgeHours
    ? none(`the profile of ${name} is ${age} h old; the policy ends it at ${maxAgeHours} h`)
    : undefined;
}

function measured(
  container: Container,
  profile: Profile,
  terms: Terms,
  { product, sms, inherited }: { product: Product; sms: number; inherited: boolean },
): Need {
  const minHours = minHoursOf(terms, inherited);
  const held = unreserved(container, profile, terms, minHours);
  const own = held !== 'none' && !('rule' in held) ? held : undefined;
  const peakMiB = own?.needMiB ?? profile.vramMaxMiB;
  const headroom = factorOn(profile, own, terms, inherited);
  return {
    container: container.name,
    peakMiB,
    headroom,
    vramMiB: Math.max(Math.ceil(peakMiB * headroom), terms.floorMiB),
    ...(own === undefined ? {} : { reservedMiB: own.reservedMiB }),
    sms: Math.ceil((profile.smP95 ?? 1) * sms),
    product,
    measuredOn: [product.name],
    hours: profile.hours,
  };
}

/** Rounded, so that the figure a reader is told is the one that was used. */
function factorOn(
  profile: Profile,
  own: Unreserved | undefined,
  terms: Terms,
  inherited: boolean,
): number {
  // What an engine says may be known for less long than what its container takes.
  const hours = Math.min(profile.hours, own?.hours ?? Infinity);
  const room = own === undefined ? terms.headroom : roomFor(terms);
  const factor = room * (inherited ? INHERITED_ROOM : 1) * roomWhileYoung(hours);
  return Math.round(factor * 1000) / 1000;
}

/** One slice for the larger need: an init container uses the app container's. */
export const larger = (a: Need, b: Need): Need => ({
  ...(a.vramMiB >= b.vramMiB ? a : b),
  container: a.container,
  vramMiB: Math.max(a.vramMiB, b.vramMiB),
  sms: Math.max(a.sms, b.sms),
  measuredOn: [...new Set([...a.measuredOn, ...b.measuredOn])],
  ...(a.milliGPU === undefined && b.milliGPU === undefined
    ? {}
    : { milliGPU: Math.max(a.milliGPU ?? 0, b.milliGPU ?? 0) }),
});
