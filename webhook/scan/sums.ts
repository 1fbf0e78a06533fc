import type { Row } from './report.ts';

export const sumOf = (
  rows: readonly Row[],
  figure: 'heldMilliGPU' | 'neededMilliGPU' | 'replicas',
): number => rows.reduce((sum, row) => sum + row[figure], 0);

export const releasable = ({ heldMilliGPU, neededMilliGPU }: Row): number =>
  heldMilliGPU - neededMilliGPU;
