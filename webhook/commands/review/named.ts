/** Files as a review is given them. */
import type { Unread } from '../../review/report.ts';

export const STDIN = '-';

export interface Named {
  readonly path: string;
  /** As reports call it. */
  readonly name: string;
}

export interface PassedOver {
  /** Files and folders that --exclude leaves out. */
  readonly excluded: readonly string[];
  /** Patches and other parts of a kustomization that were named alone, as a hook names what a commit changes. */
  readonly parts: readonly { readonly name: string; readonly of: { readonly folder: Named } }[];
}

export interface Listed {
  readonly files: readonly Named[];
  readonly unread: readonly Unread[];
  readonly passedOver: PassedOver;
}
