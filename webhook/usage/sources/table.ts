/**
 * How an exporter spells what it says: names of metrics, their units, and the labels that say whose
 * figure it is and of which device. Versions and settings change every one of them, so each is a
 * list; exporters are data, and the reading of them is written once.
 */
import type { Labels } from '../../core/pod.ts';
import type { VendorName } from '../../core/vendor.ts';
import type { ComputeBy, Measured, Source } from '../measured.ts';

/** `either` is a ratio or percent; only the window's figures tell which. */
export type Unit = 'MiB' | 'bytes' | 'count' | 'ratio' | 'percent' | 'either';

export interface Metric {
  readonly name: string;
  readonly unit: Unit;
  /** Only series with these labels. */
  readonly where?: Labels;
}

/** One quantity under the names that versions of its exporter have for it. */
export type Quantity = readonly Metric[];

export interface ComputeQuantity {
  readonly by: Exclude<ComputeBy, 'none'>;
  readonly of: Quantity;
}

/** Labels that may name the container, the surest first: the last ones are the scraped pod's own, too. */
export interface OwnerLabels {
  readonly namespace: readonly string[];
  readonly pod: readonly string[];
  readonly container: readonly string[];
}

export interface SourceTable {
  readonly name: Source;
  readonly vendor: VendorName;
  readonly vram: Quantity;
  /** The best first. */
  readonly compute: readonly ComputeQuantity[];
  readonly dram: Quantity;
  readonly tensor: Quantity;
  /** How much of the card's memory a container may take, where something keeps it to that. */
  readonly limit: Quantity;
  readonly owner: OwnerLabels;
  /** Labels that name the node. */
  readonly node: readonly string[];
  readonly deviceOf: (labels: Labels) => Measured['device'] | 'none';
  /** Devices whose activity is not told, although there may be a series of it. */
  readonly withoutActivity?: (labels: Labels) => boolean;
  /** A label that is there only where the device is handed out several times. */
  readonly replica?: string;
  /** Figures are the most of a while, so that copies of one may differ and pass for parts of it. */
  readonly merged?: true;
  /** Whether each container's figures are its own, however many are on the device. */
  readonly own: boolean;
}

/** The first of some labels that is there and not empty; Prometheus keeps no empty one. */
export function firstOf(labels: Labels, keys: readonly string[]): string | undefined {
  const key = keys.find((one) => (labels[one] ?? '') !== '');
  return key === undefined ? undefined : labels[key];
}
