/** What names stand for while an expression is asked, and the meter that all of it pays to. */
import type { Meter } from './meter.ts';

export class Scope {
  readonly meter: Meter;
  readonly #find: (name: string) => unknown;

  constructor(meter: Meter, find: (name: string) => unknown) {
    this.meter = meter;
    this.#find = find;
  }

  /** Undefined for a name that nobody gave. */
  find(name: string): unknown {
    return this.#find(name);
  }

  with(name: string, value: unknown): Scope {
    return new Scope(this.meter, (other) => (other === name ? value : this.#find(other)));
  }
}

/** A part of an expression, made ready. */
export type Step = (scope: Scope) => unknown;
