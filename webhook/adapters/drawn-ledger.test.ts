import { expect, test } from '@jest/globals';
import { drawnOn } from './drawn-ledger.ts';
import { memoryLedger } from './memory-ledger.ts';

const clock = { now: () => 0 };
const whole = { milliGPU: 1000, MiB: 24_000 };
const charge = (podUid: string, account = 'speech') => ({
  podUid,
  account,
  claim: whole,
  limits: { milliGPU: 3000 },
  deadline: 1,
});

function settled() {
  const ledger = memoryLedger(clock);
  ledger.settle({ begunAt: 0, live: new Map([['live', { account: 'speech', claim: whole }]]) });
  return ledger;
}

test('what is drawn comes on top of what is held, and the ledger below never hears of it', async () => {
  const ledger = settled();
  const drawn = drawnOn(ledger, clock);
  const answers = [];
  for (const uid of ['a', 'b', 'b', 'c']) answers.push(await drawn.charge(charge(uid)));
  expect(answers).toEqual([
    'held',
    'held',
    'held',
    { over: { used: { milliGPU: 3000, MiB: 72_000 }, limit: { milliGPU: 3000 }, asked: whole } },
  ]);
  expect(drawn.entries().map(({ podUid }) => podUid)).toEqual(['a', 'b']);
  expect(ledger.peek('speech')).toEqual(whole);
  expect(ledger.entries().map(({ podUid }) => podUid)).toEqual(['live']);
});

test('of another team nothing is drawn, and what is charged below meanwhile counts at once', async () => {
  const ledger = settled();
  const drawn = drawnOn(ledger, clock);
  await drawn.charge(charge('a', 'vision'));
  expect(drawn.peek('speech')).toEqual(whole);
  await ledger.charge(charge('new'));
  await ledger.charge(charge('newer'));
  expect(await drawn.charge(charge('b'))).toMatchObject({ over: { used: { milliGPU: 3000 } } });
});

test('a ledger that knows nothing yet is not guessed at', async () => {
  const drawn = drawnOn(memoryLedger(clock), clock);
  expect([drawn.peek('speech'), await drawn.charge(charge('a'))]).toEqual(['unknown', 'unknown']);
});
