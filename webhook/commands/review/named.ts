/** Files as a review is given them. */
import type { Unread } from '../../review/report.ts';
import type { PassedOver } from './passed-over.ts';

export const STDIN = '-';

export interface Named {
  readonly path: string;
  /** As reports call it. */
  readonly name: string;
}

export interface Listed {
  readonly files: readonly Named[];
  readonly unread: readonly Unread[];
  readonly passedOver: PassedOver;
}
