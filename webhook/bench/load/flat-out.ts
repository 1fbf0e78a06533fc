/** Closed loop: each connection asks again as soon as it was answered. What it finds is throughput. */
import type { Connection, Request } from './connection.ts';
import type { FlatOut, Measured } from './orders.ts';
import { faultIn } from './right.ts';
import { Window } from './window.ts';

/** Before each measurement, so that a server that stood idle is awake. */
export const WAKE_MS = 250;

export function flatOut(
  { target, seconds }: FlatOut,
  connections: readonly Connection[],
  requests: readonly Request[],
): Promise<Measured> {
  const window = new Window(target.pid);
  let next = 0;
  let running = true;
  const again = (connection: Connection): void => {
    const request = requests[next++ % requests.length];
    if (request === undefined) return;
    const asked = performance.now();
    connection.ask(request, (answer) => {
      if (!running) return;
      window.count(faultIn(answer, request, target.wants), performance.now() - asked);
      again(connection);
    });
  };
  for (const connection of connections) again(connection);
  return new Promise((resolve) => {
    setTimeout(() => window.open(), WAKE_MS);
    setTimeout(
      () => {
        running = false;
        resolve(window.close());
      },
      WAKE_MS + seconds * 1000,
    );
  });
}
