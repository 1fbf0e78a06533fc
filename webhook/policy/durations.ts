/** Times of policies in seconds. */

const SECONDS: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1 };

/** `1h30m` is 5400, `14d` 1209600. The schema has checked the form. */
export function secondsIn(duration: string): number {
  let seconds = 0;
  for (const [, amount, unit] of duration.matchAll(/([0-9]+)([dhms])/g))
    seconds += Number(amount) * (SECONDS[unit ?? ''] ?? 0);
  return seconds;
}
