/** A fortnight that has been: values as blocks of a Prometheus, written before it starts. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { prometheus } from '../binaries/prometheus.ts';
import { run } from '../process.ts';
import { braces } from './exposition.ts';
import type { FleetScript } from './script.ts';
import { stored, type Target } from './targets.ts';

export interface Past {
  /** Seconds since the epoch of the first scrape; there is none at `until` or later. */
  readonly from: number;
  readonly until: number;
  readonly everySeconds: number;
}

export interface Row {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since the epoch, and the value. */
  readonly points: readonly (readonly [at: number, value: number])[];
}

export async function writeRows(rows: readonly Row[], folder: string): Promise<void> {
  const file = join(folder, 'past.om');
  const out = openSync(file, 'w');
  // The format wants the series of a metric together.
  for (const name of new Set(rows.map((row) => row.name))) {
    writeSync(out, `# TYPE ${name} gauge\n`);
    for (const row of rows.filter((each) => each.name === name)) {
      const head = name + braces(row.labels);
      writeSync(out, row.points.map(([at, value]) => `${head} ${value} ${at}\n`).join(''));
    }
  }
  writeSync(out, '# EOF\n');
  closeSync(out);
  const { promtool } = await prometheus();
  const data = join(folder, 'data');
  // The file is read once a block, which for a fortnight of two hours each takes minutes.
  const args = ['tsdb', 'create-blocks-from', '--max-block-duration=720h', 'openmetrics'];
  await run(promtool, [...args, file, data]);
}

/** What these targets would have been scraped for. */
export function rowsOf(
  script: FleetScript,
  targets: readonly Target[],
  { from, until, everySeconds }: Past,
): readonly Row[] {
  const rows = new Map<string, Row & { points: [number, number][] }>();
  for (let at = from; at < until; at += everySeconds)
    for (const target of targets) {
      const up = { name: 'up', labels: {}, value: 1 };
      for (const { name, labels: scraped, value } of [up, ...target.exposed(script, at)]) {
        const labels = stored(target, scraped);
        const key = name + braces(labels);
        const row = rows.get(key) ?? { name, labels, points: [] };
        row.points.push([at, value]);
        rows.set(key, row);
      }
    }
  return [...rows.values()];
}
