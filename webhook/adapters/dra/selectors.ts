/** Selectors are asked once about each kind of device, and never while a pod waits for an answer. */
import type { Tell } from '../tell.ts';
import { selects } from './expression.ts';
import type { DeviceKind } from './kinds.ts';
import type { Name } from './name.ts';

/** Most expressions whose faults are remembered as told. */
const MOST_TOLD = 1_000;

export class Selectors {
  readonly #answers = new WeakMap<DeviceKind, Map<string, boolean>>();
  readonly #told = new Set<string>();
  readonly #tell: Tell;

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  match({ deviceClass, expressions }: Omit<Name, 'resource'>, kind: DeviceKind): boolean {
    const { name } = deviceClass.metadata;
    return [...deviceClass.expressions, ...expressions].every((expression) =>
      this.#selects(expression, kind, name),
    );
  }

  #selects(expression: string, kind: DeviceKind, deviceClass: string): boolean {
    const answers = this.#answers.get(kind) ?? new Map<string, boolean>();
    this.#answers.set(kind, answers);
    const known = answers.get(expression);
    if (known !== undefined) return known;
    const answer = selects(expression, kind);
    if (typeof answer === 'string') this.#tellOnce(expression, deviceClass, answer);
    answers.set(expression, answer === true);
    return answer === true;
  }

  /** What is no fault of the expression, an attribute that other devices have, is told as well. */
  #tellOnce(expression: string, deviceClass: string, fault: string): void {
    if (this.#told.has(expression) || this.#told.size >= MOST_TOLD) return;
    this.#told.add(expression);
    this.#tell('device-selector-not-understood', {
      deviceClass,
      expression: expression.slice(0, 256),
      fault: fault.slice(0, 256),
    });
  }
}
