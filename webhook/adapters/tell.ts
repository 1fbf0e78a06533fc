import { isRecord, textIn } from './raw.ts';

/** What happened, for the log and the counters; whoever wires decides which. Never pod contents. */
export type Tell = (event: string, facts: Readonly<Record<string, unknown>>) => void;

/** A fault as one line, wherever it came from; `fetch failed` alone would say nothing. */
export function faultText(fault: unknown): string {
  if (!isRecord(fault)) return String(fault);
  const { message, cause } = fault;
  const said = typeof message === 'string' ? message : 'unknown fault';
  const why = isRecord(cause) ? textIn(cause, 'message') || textIn(cause, 'code') : '';
  return why === '' ? said : `${said}: ${why}`;
}
