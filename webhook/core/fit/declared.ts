/**
 * What a pod says it needs. It is heard only where its policy says so, because it is anybody's word;
 * then it stands in for evidence that is missing, and beside evidence it can only ask for more.
 */
import type { Reason } from '../decision.ts';
import type { Container, Pod } from '../pod.ts';
import type { Profile } from '../profile.ts';
import { parseQuantity } from '../quantity.ts';
import { containerRevision } from '../identity/revision.ts';
import type { Terms } from '../terms.ts';
import { isNeed, type Need } from './need.ts';

export const VRAM = 'tranche.dev/vram';
export const SHARE = 'tranche.dev/share';

export interface Declared {
  /** As its user wrote it, e.g. `tranche.dev/vram: 12Gi`. */
  readonly said: string;
  /** One of the two is 0. */
  readonly vramMiB: number;
  /** Thousandths of a GPU, as claims count them. */
  readonly milliGPU: number;
}

const MIB = 1024 * 1024;
const MEMORY = /^\d{1,9}(\.\d{1,3})?(Ki|Mi|Gi|Ti|k|M|G|T)$/;
const PART = /^(0?\.\d{1,6}|1(\.0{1,6})?)$/;

/** `none` where the pod says nothing, or its policy does not hear it; a Reason where it cannot be understood. */
export function declaredBy({ metadata }: Pod, { declared }: Terms): Declared | Reason | 'none' {
  const { [VRAM]: vram, [SHARE]: share } = metadata.annotations ?? {};
  if (declared === 'ignore' || (vram === undefined && share === undefined)) return 'none';
  if (vram !== undefined && share !== undefined)
    return unheard(`it carries both ${VRAM} and ${SHARE}; write one of them`);
  return vram === undefined ? ofCard(share ?? '') : ofMemory(vram);
}

function ofMemory(text: string): Declared | Reason {
  const bytes = MEMORY.test(text) ? parseQuantity(text) : 0;
  return bytes === 'invalid' || bytes <= 0
    ? malformed(VRAM, text, 'an amount of memory with its unit, such as 12Gi')
    : { said: `${VRAM}: ${text}`, vramMiB: Math.ceil(bytes / MIB), milliGPU: 0 };
}

function ofCard(text: string): Declared | Reason {
  const milliGPU = PART.test(text) ? Math.floor(Number(text) * 1000 + SLACK) : 0;
  return milliGPU === 0
    ? malformed(SHARE, text, 'a part of a GPU above 0 and at most 1, such as "0.25"')
    : { said: `${SHARE}: ${text}`, vramMiB: 0, milliGPU };
}

/** 0.29 × 1000 is 290 less a hair. */
const SLACK = 1e-6;

const unheard = (says: string): Reason => ({ rule: 'asked/declared-unheard', says });

const malformed = (key: string, text: string, form: string): Reason =>
  unheard(`its annotation ${key} must be ${form}, got ${JSON.stringify(text.slice(0, 64))}`);

/** The need of one container: as it was measured, where its pod has not been heard. */
export function needDeclared(
  container: Container,
  measured: Need | Reason,
  declared: Declared | 'none',
  { profile, terms }: { readonly profile: Profile | 'unknown'; readonly terms: Terms },
): Need | Reason {
  if (declared === 'none') return measured;
  const wanted = Math.min(declared.vramMiB, terms.ceilingMiB);
  if (isNeed(measured)) return raised(measured, wanted, declared);
  const seen = Math.ceil(seenMiB(container, profile) * terms.headroom);
  const vramMiB = Math.max(wanted, seen, terms.floorMiB);
  return {
    container: container.name,
    peakMiB: vramMiB,
    headroom: 1,
    vramMiB,
    sms: 0,
    product: 'any',
    measuredOn: [],
    hours: 0,
    milliGPU: declared.milliGPU,
    asked: declared.said + bounds(declared, { wanted, seen, vramMiB }),
  };
}

/** Whoever knows that more is coming than was seen may have it; with less than was seen it would break. */
function raised(measured: Need, wanted: number, { milliGPU, said }: Declared): Need {
  return wanted > measured.vramMiB || milliGPU > 0
    ? { ...measured, vramMiB: Math.max(measured.vramMiB, wanted), milliGPU, asked: said }
    : measured;
}

/** Figures too few to be evidence are still the least it needs, if they are of this revision. */
export const seenMiB = (container: Container, profile: Profile | 'unknown'): number =>
  profile === 'unknown' || profile.revision !== containerRevision(container)
    ? 0
    : profile.vramMaxMiB;

interface Bounded {
  readonly wanted: number;
  readonly seen: number;
  readonly vramMiB: number;
}

function bounds(declared: Declared, { wanted, seen, vramMiB }: Bounded): string {
  if (vramMiB > wanted)
    return ` (raised to the ${vramMiB === seen ? `${vramMiB} MiB that were seen, with headroom` : `floor of ${vramMiB} MiB`})`;
  return wanted < declared.vramMiB ? ` (held to the ceiling of ${wanted} MiB)` : '';
}

/** What became of it, for whoever asks. */
export function heard({ said }: Declared, needs: readonly Need[], missing?: Reason): Reason {
  const says =
    missing === undefined
      ? needs.some(({ asked }) => asked !== undefined)
        ? 'is more than was measured'
        : 'is no more than was measured, which counts'
      : `stands in for evidence (${missing.says})`;
  return { rule: 'asked/declared', says: `${said} ${says}` };
}
