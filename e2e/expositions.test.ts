/**
 * What exporters and engines serve, as the fixtures have it, through a real Prometheus: promtool reads
 * each, a server scrapes each by both rules for labels, and what it keeps is what the tests of
 * webhook/usage take it to keep.
 */
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { stringify } from 'yaml';
import type { Labels } from '../webhook/core/pod.ts';
import { operatorTarget, scraped } from '../webhook/usage/testing/exposition.ts';
import { canAskPrometheus, prometheus } from './binaries/prometheus.ts';
import { freePorts } from './control-plane/addresses.ts';
import { answering, run, serve, type Service } from './process.ts';
import { eventually } from './wait.ts';

jest.setTimeout(120_000);
const suite = (await canAskPrometheus()) ? describe : describe.skip;

const root = fileURLToPath(new URL('../webhook/usage/', import.meta.url));
const texts = new Map(
  globSync('{sources,engines}/fixtures/*.prom', { cwd: root })
    .toSorted()
    .map((file) => [basename(file, '.prom'), readFileSync(join(root, file), 'utf8')]),
);
const names = [...texts.keys()];
const HOST = '127.0.0.1';

interface Kept {
  readonly metric: Labels;
  readonly value: readonly [at: number, value: string];
}

/** promtool's word for what it could read and would have named otherwise. */
const TASTE = 3;

test('each source and each engine has a fixture', () => {
  expect(names).toHaveLength(18);
});

const targetOf = (job: string): Labels => ({
  ...operatorTarget,
  job,
  instance: 'an-exporter:9400',
});

suite('each exposition', () => {
  let server: Server;
  let service: Service;
  let url = '';
  const folder = mkdtempSync(join(tmpdir(), 'tranche-expositions-'));
  beforeAll(async () => {
    const [port = 0, web = 0] = await freePorts(2);
    server = createServer((request, response) => {
      response.setHeader('content-type', 'text/plain; version=0.0.4');
      response.end(texts.get(request.url?.slice(1) ?? ''));
    }).listen(port, HOST);
    const scrape_configs = names.flatMap((name) =>
      [true, false].map((honour) => {
        const job = `${name} ${honour}`;
        const { job: _, ...labels } = targetOf(job);
        return {
          job_name: job,
          metrics_path: `/${name}`,
          honor_labels: honour,
          static_configs: [{ targets: [`${HOST}:${port}`], labels }],
        };
      }),
    );
    const config = join(folder, 'prometheus.yml');
    writeFileSync(config, stringify({ global: { scrape_interval: '1s' }, scrape_configs }));
    url = `http://${HOST}:${web}`;
    const args = [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${HOST}:${web}`,
    ];
    const { server: program } = await prometheus();
    service = await serve('prometheus', [program, ...args], { log: join(folder, 'log') });
    const ready = async (): Promise<boolean> =>
      (await fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(1000) })).ok;
    await answering(service, ready, 60);
  });

  afterAll(async () => {
    await service?.kill();
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(names)('%s is read by promtool', async (name) => {
    const { promtool } = await prometheus();
    const stdin = texts.get(name) ?? '';
    const { code, stderr } = await run(promtool, ['check', 'metrics'], { stdin, ok: false });
    expect([[0, TASTE].includes(code), stderr.includes('error while linting')]).toEqual([
      true,
      false,
    ]);
  });

  test.each(names.flatMap((name) => [true, false].map((honour) => ({ name, honour }))))(
    '$name is kept as we take it to be (honorLabels $honour)',
    async ({ name, honour }) => {
      const job = `${name} ${honour}`;
      await eventually(
        `a scrape of ${job}`,
        async () => (await keptOf(`up{job="${job}"} == 1`)).length,
        60,
      );
      const kept = await keptOf(`{job="${job}",__name__!~"up|scrape_.*"}`);
      const expected = scraped([{ text: texts.get(name) ?? '' }], {
        honour,
        target: targetOf(job),
      });
      expect(kept.map(({ metric, value }) => [metric, Number(value[1])]).toSorted(byText)).toEqual(
        [...expected]
          .flatMap(([of, all]) =>
            all.map(({ labels, points }) => [{ __name__: of, ...labels }, points[0]?.[1]]),
          )
          .toSorted(byText),
      );
    },
  );

  async function keptOf(query: string): Promise<readonly Kept[]> {
    const body = new URLSearchParams({ query });
    const answer = await fetch(`${url}/api/v1/query`, { method: 'POST', body });
    const { data } = (await answer.json()) as { data: { result: readonly Kept[] } };
    return data.result;
  }
});

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
const byText = (a: unknown, b: unknown): number => (sorted(a) < sorted(b) ? -1 : 1);
