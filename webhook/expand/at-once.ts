/** Pods that stand there at once. */
export interface AtOnce {
  readonly least: number;
  /** `unknown` where only a cluster tells, such as one pod for each node. */
  readonly most: number | 'unknown';
  /** Where the two differ, what decides between them, in words. */
  readonly because?: string;
}
