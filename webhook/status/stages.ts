/**
 * The stage a policy might go to next: observe, warn, enforce for a tenth of the workloads, for more of
 * them, for all. It proposes; a person edits. What a stage asks for stands here, and nowhere else.
 */
import type { Mode } from '../core/decision.ts';
import { oneLine } from '../core/text.ts';
import { placeOf, type Document } from '../policy/documents.ts';
import type { NextStage, RefusedBy } from './report.ts';

/**
 * Where three hundred pods have been judged and none would have been refused, at most one in a hundred
 * would be, with a confidence of 95 % (the rule of three).
 */
export const LEAST_PODS = 300;
/** So that what runs by night has come by. */
export const LEAST_HOURS = 24;
/** A mistake at a tenth is found by few; each step then at most doubles and a half. */
export const SHARES = [0.1, 0.25, 0.5, 1] as const;

export interface Standing {
  readonly mode: Mode;
  /** Absent where there are only guardrails. */
  readonly rolloutShare?: number;
  readonly pods: number;
  readonly hours: number;
  /** By what it would deny, and does not yet. */
  readonly wouldRefuse: readonly RefusedBy[];
  /** Whether a slice that proves too small is taken back without anybody's doing. */
  readonly backOff: 'on' | 'off';
}

export function nextStage(standing: Standing): NextStage {
  const { mode, rolloutShare = 1 } = standing;
  if (isThere({ mode, rolloutShare })) return stays('it is in force for all it matches');
  const lacks = lackingBackOff(standing) ?? lacking(standing);
  if (lacks !== undefined) return stays(lacks);
  const because = `${standing.pods} pods in ${Math.floor(standing.hours)} h, and none would have been refused`;
  if (mode === 'observe') return { to: 'warn', because };
  const share = SHARES.find((one) => mode === 'warn' || one > rolloutShare) ?? 1;
  return slices(standing)
    ? { to: 'enforce', rolloutShare: share, because }
    : { to: 'enforce', because };
}

const slices = ({ rolloutShare }: Standing): boolean => rolloutShare !== undefined;

/** Guardrails give no slice that could prove too small. */
function lackingBackOff(standing: Standing): string | undefined {
  const { mode, backOff } = standing;
  return mode === 'observe' || backOff === 'on' || !slices(standing) ? undefined : NO_BACK_OFF;
}

/** No stage is left for it. */
export const isThere = ({ mode, rolloutShare = 1 }: Pick<Standing, 'mode' | 'rolloutShare'>) =>
  mode === 'enforce' && rolloutShare >= 1;

const stays = (because: string): NextStage => ({ to: 'stays', because });

const NO_BACK_OFF =
  'no further than this: a slice that proves too small is not taken back by itself (evidence/backed-off is off)';

function lacking({ pods, hours, wouldRefuse }: Standing): string | undefined {
  if (pods < LEAST_PODS) return `${pods} of ${LEAST_PODS} pods judged since it changed`;
  if (hours < LEAST_HOURS) return `${Math.floor(hours)} of ${LEAST_HOURS} h since it changed`;
  if (wouldRefuse.length === 0) return undefined;
  const refused = wouldRefuse.map(({ rule, pods: of }) => `${rule} ${of}`).join(', ');
  return `would have refused pods (${refused}): mend them, exempt them, or lower the severity`;
}

/** A file may be called anything, its policy only what an object is called; paths end here on Linux. */
const LONGEST_PATH = 4096;

/** The very words that take a policy there. */
export function withEdit(stage: NextStage, policy: Document): NextStage {
  if (stage.to === 'stays') return stage;
  const { to: mode, rolloutShare } = stage;
  const place = policy.at('/spec/mode');
  const share =
    rolloutShare === undefined ? '' : ` and spec.sharing.rolloutShare to ${rolloutShare}`;
  const spec = { mode, ...(rolloutShare === undefined ? {} : { sharing: { rolloutShare } }) };
  const edit =
    place.line === 0
      ? `kubectl patch gpupolicy ${policy.name} --type=merge -p '${JSON.stringify({ spec })}'`
      : `${oneLine(placeOf(place), LONGEST_PATH)}: set spec.mode to ${mode}${share}`;
  return { ...stage, edit };
}
