/** Rows of the two tables, as text. */
import { gpus } from '../../core/text.ts';
import type { Row, ScanReport } from '../report.ts';

export const titleOf = ({ namespace, kind, name, container }: Row): string =>
  `${namespace}/${kind}/${name} ${container}`;

const percent = (part: number | undefined): string =>
  part === undefined ? '' : `${Math.round(part * 100)} %`;

const vramOf = ({ vramMaxMiB, cardMiB }: Row): string => {
  if (vramMaxMiB === undefined) return 'not seen';
  return cardMiB === undefined ? `${vramMaxMiB} MiB` : `${vramMaxMiB} of ${cardMiB} MiB`;
};

const supplied = ({ shape, supply }: Row): string =>
  supply === 'toCut' ? `${shape}, to be cut` : shape;

export const PRODUCT_HEAD = [
  'CARD',
  'NODES',
  'CARDS',
  'HELD',
  'WOULD NEED',
  'PACKED, AT LEAST',
  'IDLE',
  'SLICES WANTED',
] as const;

export const productCells = (total: ScanReport['products'][number]): string[] => [
  total.product,
  String(total.nodes),
  gpus(total.capacityMilliGPU),
  gpus(total.heldMilliGPU),
  gpus(total.neededMilliGPU),
  String(total.packedCards),
  gpus(total.idleMilliGPU),
  total.wanted
    .map(({ shape, units, offered }) => `${units} ${short(shape)} (${offered} there)`)
    .join(', '),
];

/** Without the product, which stands at the beginning of the line. */
const short = (shape: string): string => shape.slice(shape.indexOf(' ') + 1);

export const ROW_HEAD = [
  'WORKLOAD',
  'REPLICAS',
  'HELD',
  'WOULD NEED',
  'SHAPE',
  'COMPUTE P95',
  'HOURS',
  'SURE',
  'VRAM',
] as const;

export const rowCells = (row: Row): string[] => [
  titleOf(row),
  String(row.replicas),
  gpus(row.heldMilliGPU),
  gpus(row.neededMilliGPU),
  supplied(row),
  percent(row.smP95),
  row.hours === undefined ? '' : String(row.hours),
  percent(row.confidence),
  vramOf(row),
];
