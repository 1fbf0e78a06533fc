/**
 * The smallest variant of a model that is good enough: which precisions are, a policy says. It is only
 * ever proposed, because a checkpoint is its owner's to choose.
 */
import type { Bounds } from './bounds.ts';
import { estimate, type Estimate } from './estimate.ts';
import { weightsBytes } from './model.ts';
import type { Precision } from './precision.ts';
import type { Recognised } from './recognise.ts';

/** `undefined` where what is loaded is good enough and nothing smaller is. */
export function smallerVariant(
  recognised: Recognised,
  bounds: Bounds,
  quality: readonly Precision[],
): Estimate | undefined {
  const { model, precision } = recognised;
  // What is known of it by its size alone is no ground to change a checkpoint.
  if (typeof model === 'number' || quality.length === 0) return undefined;
  const [smallest] = quality.toSorted((a, b) => weightsBytes(model, a) - weightsBytes(model, b));
  if (smallest === undefined || smallest === precision) return undefined;
  const [would, takes] = [weightsBytes(model, smallest), weightsBytes(model, precision)];
  // Of some nobody says which of their parameters can be made small.
  if (would === takes) return undefined;
  return would < takes || !quality.includes(precision)
    ? estimate({ ...recognised, precision: smallest }, bounds)
    : undefined;
}
