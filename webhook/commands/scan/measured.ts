/** What was used, and what decisions of the days before would have been worth: one reading of Prometheus. */
import { ranOnce, type Ask, type Known, type Ran, type Wish } from '../../adapters/profiler/run.ts';
import type { BackTested } from '../../usage/back-test/trial.ts';

export interface MeasuredAndTried extends Ran {
  readonly backTest: BackTested;
}

export async function measured(ask: Ask, known: Known, wish: Wish): Promise<MeasuredAndTried> {
  return { ...(await ranOnce(ask, known, wish)), backTest: { days: 0, trials: [] } };
}
