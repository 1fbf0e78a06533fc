/** A dashboard as a table: what is shown, of which question, in which unit. How Grafana spells that is in board.ts. */

/** Grafana's words; `mbytes` are mebibytes. */
export type Unit = 'short' | 'percentunit' | 'mbytes' | 's' | 'ops';

export interface Line {
  readonly expr: string;
  /** Its name, in which {{label}} stands for a label's value. */
  readonly called: string;
}

export interface Panel {
  readonly title: string;
  /** What it means, and when to worry. */
  readonly says: string;
  readonly unit: Unit;
  readonly lines: readonly Line[];
  /** A line over time if absent, else the latest figure. */
  readonly as?: 'figure';
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

export interface Board {
  /** Of its file. */
  readonly name: string;
  readonly title: string;
  readonly says: string;
  /** A metric whose namespaces can be chosen from, where it has any. */
  readonly namespacesOf?: string;
  readonly rows: readonly Row[];
}
