/**
 * What a pod takes of a card in another engine's words (gpu-sharing §7.1, §7.2). Sizes that cannot be
 * read, and sizes beside a card where the engine that reads them is not there, count as the card.
 */
import { gpuAsks } from '../asks.ts';
import type { Claim } from '../claim.ts';
import { nothing, times } from '../claim.ts';
import { HAMI_CORES, HAMI_MEMORY, WHOLE_CARD } from '../fit/fraction.ts';
import { KAI_DEVICES, KAI_FRACTION, KAI_MEMORY } from '../fit/kai.ts';
import type { Menu } from '../menu.ts';
import type { Container, Pod } from '../pod.ts';
import { parseQuantity } from '../quantity.ts';

/**
 * `card` is the dearest one that the pod could be given. Beside a card asked for by name KAI refuses
 * the annotation, and where KAI is not there the card is what is taken.
 */
export function kaiClaim(pod: Pod, card: () => Claim): Claim {
  const { metadata } = pod;
  const {
    [KAI_FRACTION]: fraction,
    [KAI_MEMORY]: memory,
    [KAI_DEVICES]: count,
  } = metadata.annotations ?? {};
  if ((fraction === undefined && memory === undefined) || gpuAsks(pod).length > 0) return nothing;
  const devices = positive(count) ?? 1;
  const whole = card();
  const share = fraction === undefined ? shareOf(memory, whole) : positive(fraction);
  return times(partOf(whole, share ?? 1), Math.ceil(devices));
}

const shareOf = (MiB: string | undefined, whole: Claim): number | undefined => {
  const asked = positive(MiB);
  return asked && asked / whole.MiB;
};

function positive(text: string | number | undefined): number | undefined {
  const value = parseQuantity(text ?? '');
  return value === 'invalid' || value <= 0 ? undefined : value;
}

/** Rounded so that what we write ourselves comes back as it was: hundredths of a card are exact. */
function partOf({ milliGPU, MiB }: Claim, share: number): Claim {
  const part = Math.min(1, share);
  return { milliGPU: Math.ceil(milliGPU * part - 1e-6), MiB: Math.floor(MiB * part + 1e-6) };
}

const HAMI_PERCENT = 'nvidia.com/gpumem-percentage';

/** The card's name, or a name for that part of it which HAMi would give the container. */
export function hamiName({ resources }: Container, menu: Menu): string {
  const { limits = {} } = resources ?? {};
  const sizes = [HAMI_MEMORY, HAMI_PERCENT, HAMI_CORES].map((name) => limits[name]);
  const sized = sizes.some((size) => size !== undefined);
  return sized && menu.pools.some(({ engine }) => engine === 'hami')
    ? `hami ${sizes.map((size) => positive(size) ?? '-').join(' ')}`
    : WHOLE_CARD;
}

/** Cores that are not said are what others leave. */
export function hamiUnit(name: string, card: () => Claim): Claim | undefined {
  const [engine, ...sizes] = name.split(' ');
  if (engine !== 'hami') return undefined;
  const [MiB = Number.NaN, percent = Number.NaN, cores = Number.NaN] = sizes.map(Number);
  const whole = card();
  const memory = memoryShare(MiB, percent, whole);
  const compute = cores > 0 ? cores / 100 : 0;
  return {
    milliGPU: partOf({ milliGPU: 1000, MiB: 0 }, Math.max(memory, compute)).milliGPU,
    MiB: MiB > 0 ? MiB : partOf(whole, memory).MiB,
  };
}

/** Memory that is not said is all of it. */
function memoryShare(MiB: number, percent: number, whole: Claim): number {
  if (MiB > 0) return MiB / whole.MiB;
  return percent > 0 ? percent / 100 : 1;
}
