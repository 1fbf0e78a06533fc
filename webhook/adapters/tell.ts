import { isRecord, textIn } from './raw.ts';

/** The names that a line of the log has already; JSON with a name twice is read differently by each reader. */
export interface Untaken {
  readonly says?: never;
  readonly level?: never;
  readonly time?: never;
}

/** What happened, for the log and the counters; whoever wires decides which. Never pod contents. */
export type Tell = (event: string, facts: Readonly<Record<string, unknown>> & Untaken) => void;

/** A fault as one line, wherever it came from; `fetch failed` alone would say nothing. */
export function faultText(fault: unknown): string {
  if (!isRecord(fault)) return String(fault);
  const { message, cause } = fault;
  const said = typeof message === 'string' ? message : 'unknown fault';
  const why = isRecord(cause) ? textIn(cause, 'message') || textIn(cause, 'code') : '';
  return why === '' ? said : `${said}: ${why}`;
}
