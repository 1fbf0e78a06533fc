/**
 * The load generator, a process of its own, so that what it costs is not the servers'. Takes one
 * order at a time and answers with what it measured.
 */
import { reviews } from '../reviews.ts';
import { Connection, requestOf, type Request } from './connection.ts';
import { fixedRate } from './fixed-rate.ts';
import { flatOut } from './flat-out.ts';
import type { Looked, Measured, Order, Reply, Target } from './orders.ts';
import { readAnswer } from './right.ts';

const requests = reviews().map(requestOf);
/** More than anybody keeps: when the first of them comes again it has long been forgotten. */
const NEW = 4096;
const newRequests = reviews(NEW).map(requestOf);

process.on('message', (message) => {
  // Only our own orders come this way.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const order = message as Order;
  carriedOut(order)
    .catch((error: unknown): Reply => ({ kind: 'gave up', why: String(error) }))
    .then(
      (reply) => process.send?.(reply),
      () => process.exit(1),
    );
});
process.on('disconnect', () => process.exit());

async function carriedOut(order: Order): Promise<Reply> {
  if (order.kind === 'look')
    return onConnections(order.target, 1, ([one]) => look(order.target, one));
  return onConnections(order.target, order.connections, (connections) =>
    order.kind === 'flat-out'
      ? flatOut(order, connections, order.pods === 'new' ? newRequests : requests)
      : fixedRate(order, connections, requests),
  );
}

/** Opened before and closed after, because a handshake costs as much as four reviews. */
async function onConnections<T extends Looked | Measured>(
  target: Target,
  count: number,
  work: (connections: readonly Connection[]) => Promise<T>,
): Promise<T> {
  const breaking = new AbortController();
  const broken = new Promise<never>((_, reject) => {
    breaking.signal.addEventListener('abort', () =>
      reject(new Error(String(breaking.signal.reason))),
    );
  });
  // Whoever breaks after the work is done breaks nothing.
  broken.catch(() => undefined);
  const connections = await Promise.all(
    Array.from({ length: count }, () => Connection.open(target, (why) => breaking.abort(why))),
  );
  try {
    return await Promise.race([work(connections), broken]);
  } finally {
    for (const connection of connections) connection.close();
  }
}

async function look({ wants }: Target, connection: Connection | undefined): Promise<Looked> {
  const faults: string[] = [];
  const patches: string[] = [];
  for (const request of connection === undefined ? [] : requests) {
    const { fault, patch } = readAnswer(await answerOf(connection, request), request, wants);
    if (fault !== '') faults.push(fault);
    if (patch !== '') patches.push(patch);
  }
  patches.sort((a, b) => a.length - b.length);
  return { kind: 'look', answered: requests.length, faults, patches };
}

const answerOf = (connection: Connection | undefined, request: Request): Promise<Buffer> =>
  new Promise((resolve) => {
    connection?.ask(request, resolve);
  });
