/** One run of the profiler in a thread of the server: as `tranche profile --apply`, but for what is not due. */
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { apiOf } from '../../adapters/cluster/api.ts';
import { clusterConfig } from '../../adapters/cluster/config.ts';
import { applied } from '../../adapters/profiler/apply.ts';
import { readFrom, sifted } from '../../adapters/profiler/due.ts';
import type { Order, Report } from '../../adapters/profiler/order.ts';
import { ranOnce } from '../../adapters/profiler/run.ts';
import { prometheusClient, usualLimits } from '../../adapters/prometheus/client.ts';
import { connectionOf } from '../../adapters/prometheus/connection.ts';
import { prometheusSource } from '../../adapters/prometheus/source.ts';
import { oneLine } from '../../core/text.ts';
import { knownBy } from './known.ts';
import { withoutSummary } from './told.ts';

/** A server holds less at a time than a command on somebody's machine; what is too much is asked for in halves. */
const ANSWER_BYTES = 4 * 1024 * 1024;
const MOST_POINTS = 200_000;

const LONGEST = 512;

const order: Order = workerData;

// Of Linux' threads each has a priority of its own; elsewhere it would be that of the server.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has one parent
parentPort?.postMessage(await run(order));

async function run({ prometheus, documents, deadline, ...wish }: Order): Promise<Report> {
  const api = apiOf(clusterConfig());
  const client = prometheusClient(connectionOf(prometheus), {
    ...usualLimits,
    bytes: ANSWER_BYTES,
  });
  try {
    const from = { api, world: documents, folder: undefined, lenient: true };
    const { known, notes } = await knownBy(from);
    const ask = { client, source: prometheusSource(client), patience: { deadline } };
    const now = Math.floor(Date.now() / 1000);
    const ran = await ranOnce(ask, known, { ...wish, now, mostPoints: MOST_POINTS });
    const { now: due, later } = sifted(ran.profiles, known.profiles);
    const { written, refused } = await applied(api, due);
    const kept = new Set(written);
    const unkept = [...later, ...due.filter((one) => !kept.has(one))];
    return {
      from: readFrom(unkept, known.profiles, ran.span.until),
      ...ran.span,
      points: ran.points,
      workloads: ran.profiles.length,
      written: written.length,
      silent: ran.silent.length,
      refused,
      gap: ran.gap !== 'none',
      says: [...notes, ...withoutSummary(ran)].map((line) => oneLine(line, LONGEST)),
    };
  } finally {
    client.close();
  }
}
