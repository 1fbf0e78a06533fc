/** Values of options, read from what was typed. */
import { InvalidArgumentError } from 'commander';
import { secondsIn } from '../policy/durations.ts';

export const port = (text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value < 65_536) return value;
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
};

export const seconds = (text: string): number => {
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('A time is a number of seconds, such as 15.');
};

/** In seconds. */
export function duration(text: string): number {
  if (/^([0-9]+[dhms])+$/.test(text) && secondsIn(text) > 0) return secondsIn(text);
  throw new InvalidArgumentError('A duration is such as 14d, 36h or 1h30m.');
}

/** No Prometheus is asked for more, and a number of many digits is a slip of the hand. */
const LONGEST_DAYS = 366;

/** How far back, in seconds. */
export function since(text: string): number {
  const back = duration(text);
  if (back <= LONGEST_DAYS * 86_400) return back;
  throw new InvalidArgumentError(`It goes back ${LONGEST_DAYS}d at most.`);
}

export const mebibytes = (text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('A size is a whole number of MiB, such as 64.');
};

export const collect = (text: string, before: readonly string[]): string[] => [...before, text];
