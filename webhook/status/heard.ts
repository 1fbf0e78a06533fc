/** A report as somebody answered it: whoever that was, nothing of it moves the cursor of who reads it. */
import { oneLine } from '../core/text.ts';
import { isRecord } from '../core/record.ts';
import type { StatusReport } from './report.ts';

/** Longer than any command that is proposed. */
const LONGEST = 8192;

/** `undefined` where it is no report of this version. */
export function reportIn(answer: unknown): StatusReport | undefined {
  const report = quiet(answer);
  return isReport(report) ? report : undefined;
}

const isReport = (value: unknown): value is StatusReport =>
  isRecord(value) && value['kind'] === 'TrancheStatus' && value['version'] === 1;

function quiet(value: unknown): unknown {
  if (typeof value === 'string') return oneLine(value, LONGEST);
  if (Array.isArray(value)) return value.map(quiet);
  if (!isRecord(value)) return value;
  // The views of a cluster are named by it, too.
  return Object.fromEntries(
    Object.entries(value).map(([name, inside]) => [oneLine(name, LONGEST), quiet(inside)]),
  );
}
