/** What a reader of policies should look at: nothing is wrong with any document, and yet it does not do what it seems to. */
import type { Menu } from '../../core/menu.ts';
import type { Labels } from '../../core/pod.ts';
import { faultAt, placeOf, titleOf, type Document, type Fault } from '../documents.ts';
import type { Living } from '../../core/exemption.ts';
import type { GpuExemption } from '../schema/gpu-exemption.ts';
import type { GpuPolicy } from '../schema/gpu-policy.ts';
import type { GpuQuota } from '../schema/gpu-quota.ts';

export const lintRules = [
  'lint/nothing',
  'lint/shadowed',
  'lint/tie',
  'lint/redundant',
  'lint/contradict',
  'lint/twice',
  'lint/no-class',
  'lint/no-pool',
  'lint/never',
  'lint/excepted',
  'lint/no-kind',
  'lint/no-namespace',
  'lint/no-label',
  'lint/nobody-serves',
  'lint/no-node',
  'lint/no-product',
  'lint/floor',
  'lint/exemption-ended',
  'lint/exemption-ending',
  'lint/exemption-idle',
  'lint/exemption-unneeded',
] as const;
export type LintRule = (typeof lintRules)[number];

export interface Finding extends Fault {
  readonly rule: LintRule;
}

export interface Linted {
  /** In the order they win. */
  readonly policies: readonly Document<GpuPolicy>[];
  readonly quotas: readonly Document<GpuQuota>[];
  readonly exemptions: readonly Document<GpuExemption>[];
  /** Seconds since the epoch at which the cluster was read. */
  readonly readAt: number;
  /** What is known of the cluster; a part that nothing is known of is not looked at. */
  readonly menu?: Menu;
  readonly namespaces?: ReadonlySet<string>;
  /** Of each namespace. */
  readonly labels?: readonly Labels[];
  readonly living?: Living;
}

export interface Told {
  /** JSON pointer of what is to be looked at. */
  readonly at: string;
  readonly says: string;
  readonly help: string;
}

export const finding = (rule: LintRule, document: Document, { at, says, help }: Told): Finding => ({
  ...faultAt(document, at, says, help),
  rule,
});

/** `GpuPolicy tiers (tiers.yaml:3:1)`. */
export const whereIs = (document: Document): string =>
  `${titleOf(document)} (${placeOf(document.at(''))})`;

/** What stands there by default is where the nearest thing above it was written; nobody wrote it. */
export const isWritten = (document: Document, above: string, below: string): boolean =>
  placeOf(document.at(`${above}${below}`)) !== placeOf(document.at(above));
