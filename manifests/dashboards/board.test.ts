/** The dashboards: that every question is one, and asks for what somebody serves. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { read } from '../generate/files.ts';
import { askedBy } from '../metrics/asked.ts';
import { exposed } from '../metrics/exposed.fixture.ts';
import { boards, dashboardOf } from './board.ts';
import { filledIn } from './filled-in.fixture.ts';

let known: ReadonlySet<string>;
beforeAll(async () => {
  known = await exposed();
});

const panels = boards.flatMap(({ name, rows }) =>
  rows.flatMap((row) => row.panels.map((panel) => ({ where: `${name}: ${panel.title}`, panel }))),
);
const lines = panels.flatMap(({ where, panel }) =>
  panel.lines.map(({ expr, called }) => [`${where}, ${called}`, expr, called] as const),
);

describe('every line of a dashboard', () => {
  test.each(lines)('asks for metrics that there are: %s', (_, expr) => {
    const asked = askedBy(filledIn(expr));
    if ('fault' in asked) throw new Error(`no PromQL: … ${asked.fault} …`);
    expect(asked.metrics).not.toEqual([]);
    expect(asked.metrics.filter((metric) => !known.has(metric))).toEqual([]);
  });

  test.each(lines)('is called by labels that it keeps: %s', (_, expr, called) => {
    const wanted = [...called.matchAll(/{{(\w+)}}/g)].map(([, label = '']) => label);
    const kept = [...expr.matchAll(/by \(([^)]+)\)/g)].flatMap(([, list = '']) => list.split(', '));
    // Series of the rules by workload or pod have their labels as they are.
    const own = /gpuprof:(workload|pod)_/.test(expr)
      ? ['namespace', 'workload_kind', 'workload', 'container', 'pod']
      : [];
    expect(wanted.filter((label) => ![...kept, ...own].includes(label))).toEqual([]);
  });
});

describe.each(boards.map((board) => [board.name, board] as const))('%s', (name, board) => {
  test('is the same in its file, for the chart and by its table', () => {
    const text = read(`manifests/grafana/${name}.json`);
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(dashboardOf(board))));
    expect(read(`manifests/chart/files/dashboards/${name}.json`)).toBe(text);
  });

  test('has panels that can be told apart, in places of their own', () => {
    const { panels: all = [] } = dashboardOf(board);
    const ids = all.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const places = all.map(({ gridPos }) => `${gridPos?.x} ${gridPos?.y}`);
    expect(new Set(places).size).toBe(places.length);
  });
});
