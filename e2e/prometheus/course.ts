/** A value over time, as data: the exporter that shows it and the test that expects it read the same line. */
export type Course =
  | number
  /** Up and down again in straight lines, one round each so many seconds. */
  | { readonly wave: readonly [low: number, high: number]; readonly everySeconds: number }
  /** `high` for the first seconds of each round, else `low`. */
  | {
      readonly pulse: readonly [low: number, high: number];
      readonly everySeconds: number;
      readonly forSeconds: number;
    }
  /** From each time on, in seconds since the epoch; before the first there is no value. */
  | { readonly steps: readonly (readonly [from: number, value: number])[] };

export function valueAt(course: Course, at: number): number | undefined {
  if (typeof course === 'number') return course;
  if ('steps' in course) return course.steps.findLast(([from]) => from <= at)?.[1];
  const round = at % course.everySeconds;
  if ('pulse' in course) return course.pulse[round < course.forSeconds ? 1 : 0];
  const [low, high] = course.wave;
  const half = course.everySeconds / 2;
  const risen = round < half ? round / half : (course.everySeconds - round) / half;
  // As a float of C prints it; and a number that is written short is read as it was written.
  return Number((low + (high - low) * risen).toFixed(6));
}
