/** True, false, or an error that may yet not matter. */
import { kindOf } from './kinds.ts';
import { Spent } from './meter.ts';
import type { Scope, Step } from './scope.ts';
import { noOverload } from './wrong.ts';

export class Failed {
  readonly error: unknown;
  constructor(error: unknown) {
    this.error = error;
  }
}

export function isTrue(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw noOverload(`${kindOf(value)} is neither true nor false`);
}

/** V8 writes down where each error was thrown. */
const ERROR = 20;

/** Who cannot pay any more is not asked on. */
export function attempt(step: Step, scope: Scope): boolean | Failed {
  try {
    return isTrue(step(scope));
  } catch (error) {
    if (error instanceof Spent) throw error;
    scope.meter.pay(ERROR);
    return new Failed(error);
  }
}
