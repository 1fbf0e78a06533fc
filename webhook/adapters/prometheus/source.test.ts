/** How a server is asked; that the answers are right is told in e2e/prometheus, by a real one. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SeriesPart, SeriesPatience, SeriesWanted } from '../../ports.ts';
import { kindOf } from './fault.ts';
import { metricsThere } from './names.ts';
import { usualBudget, type Budget } from './plan.ts';
import { remembering } from './remembering.fixture.ts';
import {
  clientOf,
  error,
  faultOf,
  json,
  matrix,
  scriptedServer,
  within,
  type Script,
  type ScriptedServer,
} from './scripted-server.fixture.ts';
import { allOf } from './series-source.contract.ts';
import { prometheusSource } from './source.ts';

let server: ScriptedServer;
beforeEach(async () => {
  server = await scriptedServer();
});
afterEach(() => server.stop());

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

const wanted: SeriesWanted = {
  metrics: [
    { name: 'used', over: 'max' },
    { name: 'busy', over: 'avg' },
  ],
  namespaces: 'all',
  namespaceLabels: ['namespace'],
  after: 0,
  until: 6000,
  everySeconds: 60,
};

test('every selector that is asked for has the matchers of whoever runs us', async () => {
  server.play(remembering());
  const client = clientOf({ url: server.url, match: ['cluster="A"', 'env!="b"'] });
  const names = ['DCGM_FI_DEV_FB_USED'];
  const span = { start: 0, end: 6000 };
  await metricsThere(client, names, span, within(5000));
  const asking = {
    ...wanted,
    metrics: [{ name: 'DCGM_FI_DEV_FB_USED', over: 'max' }],
    namespaceLabels: ['exported_namespace', 'namespace'],
  } as const;
  await allOf(prometheusSource(client).parts(asking, within(5000)));
  const asked = server.asked.flatMap(({ url, form }) => [
    ...new URL(url, server.url).searchParams.getAll('match[]'),
    ...form.getAll('query'),
  ]);
  expect(asked.length).toBeGreaterThan(3);
  for (const text of asked)
    for (const selector of text.match(/\{[^{}]*\}/g) ?? [text])
      expect(selector).toContain('cluster="A",env!="b"');
});

/** One namespace a question, so that there are sixteen. */
const apart: Budget = { ...usualBudget, namespaces: 1 };

const parts = (over: Partial<SeriesPatience> = {}, budget = apart): AsyncIterable<SeriesPart> =>
  prometheusSource(clientOf({ url: server.url }), budget).parts(wanted, {
    ...within(10_000),
    ...over,
  });

/** A server that has these namespaces, a series in each, and answers questions for points by `script`. */
const having =
  (script: Script): Script =>
  (response, asked) => {
    if (asked.url.includes('/label/')) json({ status: 'success', data: NAMES })(response, asked);
    else if (isCount(asked.form)) json(counts)(response, asked);
    else script(response, asked);
  };

const isCount = (form: URLSearchParams): boolean => (form.get('query') ?? '').startsWith('count');

const counts = matrix(
  ...NAMES.map((namespace) => ({ metric: { namespace }, values: [[6000, '1']] })),
);

const points = () =>
  server.asked.filter(({ url, form }) => url.endsWith('query_range') && !isCount(form));

describe('a server that others need as well', () => {
  test('is asked four questions at once and no more', async () => {
    let inside = 0;
    let most = 0;
    server.play(
      having((response, asked) => {
        inside += 1;
        most = Math.max(most, inside);
        setTimeout(() => {
          inside -= 1;
          json(matrix())(response, asked);
        }, 20);
      }),
    );
    expect(await allOf(parts())).toHaveLength(8);
    expect(points()).toHaveLength(16);
    expect(most).toBe(4);
  });

  test('is not asked for more than somebody reads', async () => {
    server.play(having(json(matrix())));
    for await (const { namespaces } of parts()) {
      expect(namespaces).toEqual(['a']);
      break;
    }
    expect(points().length).toBeLessThanOrEqual(6);
  });

  test('is asked in halves for what is too much, and told so as it goes', async () => {
    server.play(
      having((response, asked) => {
        const [start, end] = ['start', 'end'].map((name) => Number(asked.form.get(name)));
        const much = Number(end) - Number(start) > 3000;
        (much ? error('execution', 'too many samples', 422) : json(matrix()))(response, asked);
      }),
    );
    const told: (readonly number[])[] = [];
    const progress = (done: number, total: number): void => void told.push([done, total]);
    const all = await allOf(parts({ progress }));
    expect(all.map(({ after, until }) => [after, until])).toEqual(NAMES.map(() => [0, 6000]));
    expect(told[0]).toEqual([0, 16]);
    expect(told.at(-1)).toEqual([32, 32]);
  });

  test('that finds a single point too much is not asked for ever', async () => {
    server.play(having(error('execution', 'too many samples', 422)));
    const fault = await faultOf(allOf(parts()));
    expect(kindOf(fault)).toBe('costly');
    expect(fault.message).toContain('too many samples');
    // Three parts were begun, of two metrics each, and a hundred points are halved seven times.
    expect(points().length).toBeLessThanOrEqual(3 * 2 * 8);
  });
});

describe('a fault', () => {
  test('in one question is one of the whole, and nothing is asked any more', async () => {
    server.play(
      having((response, asked) => {
        const bad = (asked.form.get('query') ?? '').includes('"d"');
        (bad ? error('bad_data', 'as planned', 400) : json(matrix()))(response, asked);
      }),
    );
    const came: string[] = [];
    const read = async (): Promise<void> => {
      for await (const { namespaces } of parts()) came.push(...namespaces);
    };
    expect((await faultOf(read())).message).toContain('as planned');
    expect(came).toEqual(['a', 'b', 'c']);
    // What was on its way still arrives.
    await sleep(50);
    const asked = points().length;
    expect(asked).toBeLessThan(16);
    await sleep(50);
    expect(points()).toHaveLength(asked);
  });

  test('of counting ends it before anything is read', async () => {
    server.play((response, asked) => {
      if (isCount(asked.form)) error('bad_data', 'no counting', 400)(response, asked);
      else json({ status: 'success', data: NAMES })(response, asked);
    });
    expect((await faultOf(allOf(parts()))).message).toContain('no counting');
    expect(points()).toEqual([]);
  });
});

test('what is said beside any answer is said beside the part', async () => {
  server.play(having(json({ ...matrix(), warnings: ['store-3 is away'] })));
  const [first] = await allOf(parts());
  expect(first?.warnings).toEqual(['store-3 is away']);
});

test('a namespace that was empty whenever it was counted is asked for all the same', async () => {
  server.play((response, asked) => {
    if (isCount(asked.form)) json(matrix())(response, asked);
    else having(json(matrix()))(response, asked);
  });
  const all = await allOf(parts({}, usualBudget));
  expect(all.flatMap(({ namespaces }) => namespaces)).toEqual(NAMES);
});
