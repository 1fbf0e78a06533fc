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

/** Offsets of the nearest pair that was written: its key and, of one line, its value. */
export function rangeIn({ document, targets, path }: Held, pointer: string): Range {
  let node: unknown = document.getIn(path, true);
  let found = rangeOf(document.getIn([...path, 'kind'], true));
  for (const step of stepsOf(pointer)) {
    const at = isAlias(node) ? targets.get(node) : node;
    if (isMap(at)) {
      const pair = at.items.find(({ key }) => isScalar(key) && String(key.value) === step);
      if (pair === undefined) break;
      const [start, endOfKey] = rangeOf(pair.key);
      found = [start, isScalar(pair.value) ? rangeOf(pair.value)[1] : endOfKey];
      node = pair.value;
    } else if (isSeq(at)) {
      node = at.items[Number(step)];
      if (node === undefined) break;
      const [start] = rangeOf(node);
      found = [start, start + 1];
    } else break;
  }
  return found;
}

type Range = readonly [start: number, end: number];

const rangeOf = (node: unknown): Range =>
  isNode(node) && node.range ? [node.range[0], node.range[1]] : [0, 0];
