/** One reading of a Prometheus for both questions: what each workload used, and whether we would have been right. */
import { BackTest } from '../../usage/back-test/back-test.ts';
import type { BackTested } from '../../usage/back-test/trial.ts';
import { ranOnce, type Ask, type Known, type Ran, type Wish } from './run.ts';

export interface Scanned extends Ran {
  readonly backTest: BackTested;
}

/** All of `wish.since` is read, and the back-test begins with nothing: what earlier runs kept knows its future. */
export async function scanned(ask: Ask, known: Known, wish: Wish): Promise<Scanned> {
  const backTest = new BackTest(known);
  const ran = await ranOnce(ask, known, wish, backTest);
  return { ...ran, backTest: backTest.tested() };
}
