/**
 * Choices out of a list of numbers, so that whoever has the numbers has the scene: a generator gives
 * them, a failing test prints them, and smaller numbers make a plainer scene, because the first
 * choice is always the plainest.
 */
export interface Draw {
  /** 0 up to, not including, `below`. */
  int(below: number): number;
  oneOf<T>(...choices: readonly [T, ...T[]]): T;
  /** True once in `outOf` times. */
  rarely(outOf: number): boolean;
}

export const NUMBERS = 240;
export const LARGEST = 10_007;

export function drawFrom(numbers: readonly number[]): Draw {
  let at = 0;
  const int = (below: number): number => (numbers[at++] ?? 0) % below;
  return {
    int,
    oneOf: (...choices) => choices[int(choices.length)] ?? choices[0],
    rarely: (outOf) => int(outOf) === outOf - 1,
  };
}
