/**
 * How far a run is on its one way through time. It asks window after window, of each exporter and engine anew; who
 * looks on wants to know of none of these when they begin, but when all of it will be over.
 */
import type { Span } from './windows.ts';

/** From 0 to 1, and never back. */
export type Progress = (part: number) => void;

export class Course {
  readonly #span: Span;
  readonly #points: ReadonlyMap<string, number>;
  readonly #all: number;
  readonly #tell: Progress;
  #far = 0;

  /** `points`: how many each of those that are asked about is expected to bring. */
  constructor(span: Span, points: ReadonlyMap<string, number>, tell: Progress = () => undefined) {
    this.#span = span;
    this.#points = points;
    this.#all = [...points.values()].reduce((sum, count) => sum + count, 0);
    this.#tell = tell;
  }

  /** Of what is asked about one of them in a window; its questions may grow more meanwhile. */
  asking(of: string, window: Span): (done: number, total: number) => void {
    const begun = this.#far;
    const share = this.#all === 0 ? 0 : (this.#points.get(of) ?? 0) / this.#all;
    const part = (share * lengthOf(window)) / lengthOf(this.#span);
    return (done, total) => this.#reach(begun + part * (total === 0 ? 1 : done / total));
  }

  /** Nothing of the time before is asked for any more, whatever it brought. */
  over({ until }: Span): void {
    this.#reach((until - this.#span.after) / lengthOf(this.#span));
  }

  #reach(part: number): void {
    if (part <= this.#far) return;
    this.#far = Math.min(1, part);
    this.#tell(this.#far);
  }
}

const lengthOf = ({ after, until }: Span): number => until - after;
