/**
 * What an answer may take. A loop is counted by its rounds; everything else by what it looks at, a
 * unit for each node, entry and ten letters, much as Kubernetes counts, because a pod may carry half a
 * million letters and one look at them costs more than a thousand rounds over small things.
 */
export const MOST_STEPS = 2_000;
export const MOST_COST = 100_000;

/** No expression may swallow it, as `||` and `exists` swallow errors. */
export class Spent extends Error {}

export class Meter {
  #left: number;
  #steps = MOST_STEPS;
  readonly #most: number;

  constructor(most: number = MOST_COST) {
    this.#most = most;
    this.#left = most;
  }

  /** Before it is done: what cannot be paid for is not begun. */
  pay(units: number): void {
    this.#left -= units;
    if (this.#left < 0) throw new Spent(`it costs more than ${this.#most}`);
  }

  step(): void {
    if (--this.#steps < 0) throw new Spent(`its loops take more than ${MOST_STEPS} steps`);
  }

  get spent(): number {
    return this.#most - this.#left;
  }
}

/** To read a text once. */
export const reading = (text: string): number => Math.ceil(text.length / 10);

/** To look for one text in another, at worst. */
export const seeking = (text: string, part: string): number => reading(text) * (1 + reading(part));
