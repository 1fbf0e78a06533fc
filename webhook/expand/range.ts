/** Where in a YAML document something was written, in offsets of its text. */
import { isAlias, isMap, isNode, isScalar, isSeq, type Document } from 'yaml';
import { stepsOf } from '../core/edits/pointer.ts';
import type { Targets } from './contents.ts';

export type Step = string | number;

/** An object in a document: all of it, or an item of a List. */
export interface Held {
  readonly document: Document.Parsed;
  readonly targets: Targets;
  readonly path: readonly Step[];
}

/** From a JSON pointer to the offsets of the nearest pair that was written: its key and, of one line, its value. */
export type Ranges = (pointer: string) => Range;

/** Whoever asks for one after the other asks for neighbours, so the way to the last one is kept. */
export function rangesIn({ document, targets, path }: Held): Ranges {
  const whole = document.getIn(path, true);
  const root: Met = { node: whole, range: rangeOf(document.getIn([...path, 'kind'], true)) };
  let way: readonly string[] = [];
  let met: readonly Met[] = [];
  return (pointer) => {
    const steps = stepsOf(pointer);
    let shared = 0;
    while (shared < met.length && way[shared] === steps[shared]) shared++;
    const on = met.slice(0, shared);
    for (const step of steps.slice(shared)) {
      const { node } = on.at(-1) ?? root;
      const next = stepInto(isAlias(node) ? targets.get(node) : node, step);
      if (next === undefined) break;
      on.push(next);
    }
    [way, met] = [steps, on];
    return (on.at(-1) ?? root).range;
  };
}

interface Met {
  readonly node: unknown;
  readonly range: Range;
}

function stepInto(node: unknown, step: string): Met | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
    if (pair === undefined) return undefined;
    const [start, endOfKey] = rangeOf(pair.key);
    const end = isScalar(pair.value) ? rangeOf(pair.value)[1] : endOfKey;
    return { node: pair.value, range: [start, end] };
  }
  const item = isSeq(node) ? node.items[Number(step)] : undefined;
  if (item === undefined) return undefined;
  const [start] = rangeOf(item);
  return { node: item, range: [start, start + 1] };
}

type Range = readonly [start: number, end: number];

const rangeOf = (node: unknown): Range =>
  isNode(node) && node.range ? [node.range[0], node.range[1]] : [0, 0];
