/** One conversation with a Prometheus: its progress on a terminal, and both gone at its end, whatever comes of it. */
import type { Ask } from '../../adapters/profiler/run.ts';
import { prometheusClient } from '../../adapters/prometheus/client.ts';
import type { Connection } from '../../adapters/prometheus/connection.ts';
import { prometheusSource } from '../../adapters/prometheus/source.ts';
import { progressBar } from './progress.ts';

/** `deadline`: seconds from now after which an answer is of no use. */
export async function withPrometheus<T>(
  connection: Connection,
  deadline: number,
  use: (ask: Ask) => Promise<T>,
): Promise<T> {
  const client = prometheusClient(connection);
  const bar = progressBar(process.stderr);
  try {
    bar.shows(0);
    const patience = { deadline: Date.now() + deadline * 1000 };
    return await use({ client, source: prometheusSource(client), patience, progress: bar.shows });
  } finally {
    bar.gone();
    client.close();
  }
}
