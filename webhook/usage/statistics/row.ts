/** What a GpuProfile says of one container (webhook/policy/schema/gpu-profile.ts), made of its tally. */
import type { Catalogue, Product } from '../../core/products/catalogue.ts';
import type { WorkloadClass } from '../../core/decision.ts';
import type { Profile } from '../../core/profile.ts';
import { MIB, RATIO } from './buckets.ts';
import { boundAt, type Compute } from './compute.ts';
import { confidenceOf } from './confidence.ts';
import { partUpTo, quantile, type Histogram } from './histogram.ts';
import { tagOf } from './history.ts';
import { highest, oomsIn } from './peaks.ts';
import { metOf } from './presets.ts';
import type { Tally } from './tally.ts';
import type { Parts } from '../engines/need.ts';
import type { Unknown } from '../engines/parts.ts';
import { engineRow, type EngineRow } from '../engines/row.ts';
import type { ComputeBy } from '../measured.ts';
import { timeOf } from '../time.ts';

export interface Row extends Omit<Profile, 'lastSeen' | 'engine'> {
  readonly name: string;
  readonly vramP95MiB?: number;
  readonly vramP50MiB?: number;
  readonly smP50?: number;
  readonly smP90?: number;
  readonly smMax?: number;
  readonly smNeed?: number;
  readonly smBoundedAt?: number;
  readonly dramP95?: number;
  readonly tensorP95?: number;
  readonly idleShare?: number;
  readonly devicesPerPod?: number;
  readonly podsSeen?: number;
  readonly oomEvents?: number;
  readonly engine?: EngineRow;
  readonly firstSeen?: string;
  readonly lastSeen?: string;
  readonly source: 'measured';
}

export interface Of {
  readonly name: string;
  /** Image tag of its pods now. */
  readonly tag: string;
  readonly class: WorkloadClass;
  /** What an engine in it takes beside its KV cache. */
  readonly parts?: Parts | Unknown;
}

/** `unseen` until it was busy once on a card that the catalogue knows. */
export function rowOf(tally: Tally, of: Of, catalogue: Catalogue): Row | 'unseen' {
  if (tally.memory.minutes === 0) return doubtedRow(tally, of, catalogue);
  const MiB = Math.ceil(highest(tally.memory.peaks));
  const found = chosen(tally, MiB, catalogue);
  if (found === 'unknown') return 'unseen';
  const { compute, product } = found;
  const tag = tagOf(tally, of.tag);
  const { minutes, samples } = compute.by === 'none' ? tally.memory : compute;
  const seen = { hours: hoursOf(minutes), samples };
  const { attribution } = tally.memory;
  return {
    name: of.name,
    revision: tally.revision,
    ...(tag === undefined || tag === '' ? {} : { tag }),
    measuredOn: product.name,
    sharing: compute.sharing,
    attribution,
    vramMaxMiB: Math.max(1, Math.min(MiB, mostOn(product))),
    ...said('vramP95MiB', whole(quantile(MIB, tally.memory.MiB, 0.95), MiB)),
    ...said('vramP50MiB', whole(quantile(MIB, tally.memory.MiB, 0.5), MiB)),
    ...activityOf(compute, of.class),
    computeBy: compute.by,
    devicesPerPod: tally.devices,
    podsSeen: tally.pods.length,
    // Nobody may have told of any: none seen is no row of its own.
    ...said('oomEvents', oomsIn(tally.memory.peaks) || undefined),
    ...(tally.engine === 'nothing' ? {} : { engine: engineRow(tally.engine, of.parts, MiB) }),
    ...seen,
    firstSeen: timeOf(tally.firstSeen),
    lastSeen: timeOf(tally.lastSeen),
    confidence: confidenceOf(seen, { attribution, by: compute.by }),
    source: 'measured',
  };
}

/** Said, so that people see why it is not enough; who decides refuses it by its attribution. */
function doubtedRow(tally: Tally, { name }: Of, { products }: Catalogue): Row | 'unseen' {
  const { doubted } = tally;
  if (doubted === 'nothing') return 'unseen';
  const product = products.find((one) => one.name === doubted.product);
  if (product === undefined) return 'unseen';
  return {
    name,
    revision: tally.revision,
    measuredOn: doubted.product,
    sharing: doubted.sharing,
    attribution: doubted.attribution,
    // Of several cards the largest figure may be another's than the one that is named.
    vramMaxMiB: Math.max(1, Math.min(doubted.MiB, mostOn(product))),
    computeBy: 'none',
    devicesPerPod: tally.devices,
    hours: hoursOf(doubted.minutes),
    samples: doubted.samples,
    lastSeen: timeOf(doubted.lastSeen),
    confidence: 0,
    source: 'measured',
  };
}

/** A figure that there is not is left out; it is never zero. */
export const said = (name: keyof Row, value: number | undefined) =>
  value === undefined ? {} : { [name]: value };

/** A bucket's end may lie above the peak itself. */
const whole = (MiB: number | undefined, peak: number): number | undefined =>
  MiB === undefined ? undefined : Math.min(Math.ceil(MiB), peak);

/** Rounded down: hours that were not seen are not claimed. */
const hoursOf = (minutes: number): number => Math.floor(minutes / 6) / 10;

const at = (histogram: Histogram, part: number) => quantile(RATIO, histogram, part);

/** Less of a card is idle. */
const IDLE_BUCKET = 0;

function activityOf(compute: Compute, workloadClass: WorkloadClass) {
  if (compute.by === 'none') return {};
  const { sm, dram, tensor } = compute;
  const met = metOf(workloadClass);
  const bound = boundAt(compute, met);
  const atLeast = (ratio: number | undefined) =>
    ratio === undefined ? undefined : Math.max(ratio, bound ?? 0);
  return {
    ...said('smP50', at(sm, 0.5)),
    ...said('smP90', at(sm, 0.9)),
    ...said('smP95', atLeast(at(sm, 0.95))),
    ...said('smMax', atLeast(at(sm, 1))),
    ...said('smNeed', atLeast(at(sm, met))),
    ...said('smBoundedAt', bound),
    ...said('dramP95', at(dram, 0.95)),
    ...said('tensorP95', at(tensor, 0.95)),
    idleShare: Math.round(partUpTo(sm, IDLE_BUCKET) * 1000) / 1000,
  };
}

/** Best first. */
const BY: readonly ComputeBy[] = ['sm', 'engine', 'utilisation', 'none'];
const ENOUGH_MINUTES = 24 * 60;

/** The best kind of figure of which there is enough; while there is enough of none, the one most seen. */
function chosen(
  { compute }: Tally,
  MiB: number,
  { products }: Catalogue,
): { compute: Compute; product: Product } | 'unknown' {
  const all = [...compute.values()].flatMap((one) => {
    const product = products.find(({ name }) => name === one.product);
    return product === undefined ? [] : [{ compute: one, product }];
  });
  const [first] = all.toSorted(
    (a, b) =>
      Number(mostOn(b.product) >= MiB) - Number(mostOn(a.product) >= MiB) ||
      rankOf(a.compute) - rankOf(b.compute) ||
      b.compute.samples - a.compute.samples,
  );
  // A card that was known when it was seen may have left the catalogue since.
  return first ?? 'unknown';
}

const rankOf = ({ by, minutes }: Compute): number =>
  by === 'none' ? 2 * BY.length : BY.indexOf(by) + (minutes >= ENOUGH_MINUTES ? 0 : BY.length);

/** What a card can have had, as drivers differ; a peak that was raised for want of memory may lie above. */
const mostOn = ({ memoryMiB = Infinity }: Product): number => Math.floor(memoryMiB * 1.02);
