/** The alerts: that each can be acted upon, that its story is told, and that what it asks for exists. */
import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { engines } from '../webhook/usage/engines/all.ts';
import { probeNames, sources } from '../webhook/usage/sources/all.ts';
import { at, read } from './generate/files.ts';
import { askedBy } from './metrics/asked.ts';
import { exposed, rulesIn, type Rule } from './metrics/exposed.fixture.ts';

const FOLDER = 'manifests/prometheus';

interface Alert extends Rule {
  readonly alert: string;
  readonly for: string;
  readonly labels: { readonly severity: string };
  readonly annotations: Readonly<Record<string, string>>;
}

interface Story {
  readonly tests: readonly {
    readonly alert_rule_test?: readonly {
      readonly alertname: string;
      readonly eval_time: string;
      readonly exp_alerts: readonly unknown[];
    }[];
  }[];
}

const alerts = rulesIn<Alert>(`${FOLDER}/alerting-rules.yaml`);
const records = rulesIn(`${FOLDER}/recording-rules.yaml`);
const page = read(`${FOLDER}/README.md`);
const tests = readdirSync(at(FOLDER))
  .filter((name) => name.endsWith('.test.yaml'))
  .flatMap((name) => (parse(read(`${FOLDER}/${name}`)) as Story).tests);

let known: ReadonlySet<string>;
beforeAll(async () => {
  known = await exposed();
});

describe.each(alerts.map((alert) => [alert.alert, alert] as const))('%s', (name, alert) => {
  test('waits before it tells, and says how urgent it is, what it saw and what it means', () => {
    expect(alert.for).toMatch(/^\d+[mh]$/);
    expect(['critical', 'warning', 'info']).toContain(alert.labels.severity);
    const { summary, description, runbook, ...others } = alert.annotations;
    expect(others).toEqual({});
    expect([summary, description]).toEqual([
      expect.stringMatching(/./),
      expect.stringMatching(/./),
    ]);
    expect(runbook).toBe(`${FOLDER}/README.md#${name.toLowerCase()}`);
  });

  test('has a place in the page that says what to do', () => {
    expect(page).toMatch(new RegExp(`^### ${name}\n\n(?!#)`, 'm'));
  });

  test('is played: silent before, told meanwhile, silent again', () => {
    const played = tests.map(({ alert_rule_test: asked = [] }) =>
      asked
        .filter(({ alertname }) => alertname === name)
        .toSorted((a, b) => Number.parseInt(a.eval_time) - Number.parseInt(b.eval_time))
        .map(({ exp_alerts }) => (exp_alerts.length > 0 ? 'told' : 'silent'))
        .join(' '),
    );
    expect(played).toContainEqual(expect.stringMatching(/silent (told )+silent/));
  });
});

describe('what rules ask for', () => {
  test.each([...records, ...alerts].map((rule) => [rule.alert ?? rule.record ?? '', rule.expr]))(
    'exists: %s',
    (_, expr) => {
      const asked = askedBy(expr);
      if ('fault' in asked) throw new Error(`no PromQL: … ${asked.fault} …`);
      expect(asked.metrics).not.toEqual([]);
      expect(asked.metrics.filter((metric) => !known.has(metric))).toEqual([]);
    },
  );

  test('a metric that nobody serves is found, and so is what is no expression', () => {
    expect(known.has('tranche_reviews')).toBe(false);
    expect(askedBy('sum(rate({__name__=~"a_(b|c)|d"}[5m])) / e:f')).toEqual({
      metrics: ['a_b', 'd', 'a_c', 'e:f'],
    });
    expect(askedBy('sum(a')).toHaveProperty('fault');
  });

  test('is told of every engine that says how full it is, and of every exporter', () => {
    const inRules = new Set([...records, ...alerts].flatMap(({ expr }) => metricsOf(expr)));
    const wanted = [
      ...Object.values(engines).flatMap(({ kvUse, waiting }) => [...kvUse, ...waiting]),
      ...Object.values(sources).flatMap(({ name }) =>
        probeNames(name).map((one) => ({ name: one })),
      ),
    ];
    expect(wanted.filter(({ name }) => !inRules.has(name))).toEqual([]);
  });
});

test('every series that is recorded is in the page', () => {
  expect(records.filter(({ record = '' }) => !page.includes(`\`${record}\``))).toEqual([]);
});

test('no two alerts have one name', () => {
  expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
});

function metricsOf(expr: string): readonly string[] {
  const asked = askedBy(expr);
  return 'fault' in asked ? [] : asked.metrics;
}
