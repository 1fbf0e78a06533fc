/**
 * Open loop: reviews are due at fixed times, whatever the server makes of them, and an answer's
 * latency counts from when its review was due. A server that stalls cannot hide it by being asked
 * less. The loop spins, because a timer of Node's would be late by more than what it measures.
 */
import type { Connection, Request } from './connection.ts';
import { WAKE_MS } from './flat-out.ts';
import type { FixedRate, Measured } from './orders.ts';
import { faultIn } from './right.ts';
import { Window } from './window.ts';

/** A server that cannot hold the rate is given this long to catch up; what is left then has failed. */
const PATIENCE_MS = 30_000;

export function fixedRate(
  order: FixedRate,
  connections: readonly Connection[],
  requests: readonly Request[],
): Promise<Measured> {
  const { target, perSecond, seconds } = order;
  const window = new Window(target.pid);
  const idle = [...connections];
  const waiting: number[] = [];
  const total = Math.ceil((seconds + WAKE_MS / 1000) * perSecond);
  const began = performance.now();
  const counted = began + WAKE_MS;
  const due = (number: number): number => began + (number * 1000) / perSecond;
  let next = 0;
  let answered = 0;

  const send = (connection: Connection, number: number): void => {
    const request = requests[number % requests.length];
    if (request === undefined) return;
    connection.ask(request, (answer) => {
      answered += 1;
      // Those that were due before the window are not of it.
      const late = performance.now() - due(number);
      const fault = faultIn(answer, request, target.wants);
      if (fault !== '' || due(number) >= counted) window.count(fault, late);
      const waited = waiting.shift();
      if (waited === undefined) idle.push(connection);
      else send(connection, waited);
    });
  };

  return new Promise((resolve) => {
    const turn = (): void => {
      const now = performance.now();
      if (!window.isOpen && now >= counted) window.open();
      for (; next < total && due(next) <= now; next++) {
        const connection = idle.pop();
        if (connection === undefined) waiting.push(next);
        else send(connection, next);
      }
      const over = now > due(total) + PATIENCE_MS;
      if (answered < total && !over) setImmediate(turn);
      else {
        for (let left = answered; left < total; left++) window.count('no answer in time', 0);
        resolve(window.close());
      }
    };
    turn();
  });
}
