/**
 * The recording rules, and the alerts upon them, as promtool reads them, on the fleets of the files beside them and on every
 * partition that the catalogue knows.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { canAskPrometheus, prometheus } from '../../e2e/binaries/prometheus.ts';
import { run } from '../../e2e/process.ts';
import { boards } from '../dashboards/board.ts';
import { filledIn } from '../dashboards/filled-in.fixture.ts';
import { at } from '../generate/files.ts';

const folder = at('manifests/prometheus');
const rules = join(folder, 'recording-rules.yaml');
const suite = (await canAskPrometheus()) ? describe : describe.skip;

suite('the recording rules', () => {
  let scratch: string;
  let promtool: string;
  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'tranche-rules-'));
    ({ promtool } = await prometheus());
  });
  afterAll(() => {
    rmSync(scratch, { recursive: true });
  });

  const asked = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(promtool, args, { ok: false });
    return code === 0 ? 'as expected' : stdout + stderr;
  };

  test.each(['recording-rules.yaml', 'alerting-rules.yaml'])(
    'are rules to promtool: %s',
    async (file) => {
      expect(await asked('check', 'rules', join(folder, file))).toBe('as expected');
    },
  );

  const stories = readdirSync(folder).filter((name) => name.endsWith('.test.yaml'));
  test.each(stories)('do what %s tells', async (story) => {
    expect(await asked('test', 'rules', join(folder, story))).toBe('as expected');
  });

  test('take every partition of the catalogue for as much of a card as it is', async () => {
    const told = { rule_files: [rules], evaluation_interval: '1m', tests: [scaled()] };
    const file = join(scratch, 'scaling.test.yaml');
    writeFileSync(file, stringify(told));
    expect(await asked('test', 'rules', file)).toBe('as expected');
  });

  test('can be asked what the dashboards ask', async () => {
    const asks = boards.flatMap(({ rows }) =>
      rows.flatMap((row) => row.panels.flatMap(({ lines }) => lines.map(({ expr }) => expr))),
    );
    // What promtool reads as a rule, Prometheus reads as a question.
    const questions = asks.map((expr, nth) => ({ record: `asked:${nth}`, expr: filledIn(expr) }));
    const file = join(scratch, 'asked.yaml');
    writeFileSync(file, stringify({ groups: [{ name: 'asked', rules: questions }] }));
    expect(questions.length).toBeGreaterThan(boards.length);
    expect(await asked('check', 'rules', file)).toBe('as expected');
  });

  test('a scaling that is not so is told', async () => {
    const { input_series, interval, promql_expr_test } = scaled();
    const wrong = promql_expr_test.map((each) => ({ ...each, expr: `${each.expr} * 1.01` }));
    const tests = [{ input_series, interval, promql_expr_test: wrong }];
    const file = join(scratch, 'wrong.test.yaml');
    writeFileSync(file, stringify({ rule_files: [rules], evaluation_interval: '1m', tests }));
    expect(await asked('test', 'rules', file)).toContain('FAILED');
  });
});

interface Catalogue {
  readonly geometries: readonly {
    readonly name: string;
    readonly computeSlices: number;
    readonly memorySlices: number;
    readonly partitions: readonly {
      readonly kind: string;
      readonly computeSlices: number;
      readonly memorySlices: number;
    }[];
  }[];
  readonly products: readonly {
    readonly labels: readonly string[];
    readonly geometry: string;
    readonly profiles: readonly { readonly name: string; readonly kind: string }[];
  }[];
}

/** As the exporter writes a model where the node's label has hyphens; and with the hyphens, for some do. */
const spellings = (label: string): readonly string[] => [label.replaceAll('-', ' '), label];

const PARTS = 56;

const selector = ({ model, profile }: Partition): string =>
  `{namespace="n",pod="p",container="c",UUID="u",GPU_I_ID="1",GPU_I_PROFILE="${profile}",modelName="${model}"}`;

/** Busy SMs and memory on every partition of every product, and what of the card that is. */
function scaled() {
  const rows = partitions();
  const series = (name: string) =>
    rows.map((row) => ({ series: name + selector(row), values: '1x5' }));
  const expected = (name: string, of: 'compute' | 'memory') => ({
    // In parts of which a seventh, an eighth and a quarter are whole numbers.
    expr: `round(gpuprof:container_device_${name} * ${PARTS})`,
    eval_time: '2m',
    exp_samples: rows.map((row) => ({
      labels: selector(row),
      value: Math.round(row[of] * PARTS),
    })),
  });
  return {
    interval: '30s',
    input_series: [
      ...series('DCGM_FI_PROF_SM_ACTIVE'),
      ...series('DCGM_FI_PROF_DRAM_ACTIVE'),
      ...series('DCGM_FI_DEV_FB_USED'),
    ],
    promql_expr_test: [
      expected('sm_gpu_ratio', 'compute'),
      expected('dram_gpu_ratio', 'memory'),
      expected('gpu_share', 'compute'),
    ],
  };
}

interface Partition {
  readonly model: string;
  readonly profile: string;
  readonly compute: number;
  readonly memory: number;
}

function partitions(): readonly Partition[] {
  const text = readFileSync(at('policies/catalogue/nvidia.yaml'), 'utf8');
  const { geometries, products } = (parse(text) as { spec: Catalogue }).spec;
  const rows = products.flatMap(({ labels, geometry, profiles }) => {
    const card = geometries.find(({ name }) => name === geometry);
    const kinds = new Map(card?.partitions.map((each) => [each.kind, each]));
    return labels.flatMap(spellings).flatMap((model) =>
      profiles.map(({ name, kind }) => ({
        model,
        profile: name,
        compute: (kinds.get(kind)?.computeSlices ?? NaN) / (card?.computeSlices ?? NaN),
        memory: (kinds.get(kind)?.memorySlices ?? NaN) / (card?.memorySlices ?? NaN),
      })),
    );
  });
  return [...new Map(rows.map((row) => [`${row.model} ${row.profile}`, row])).values()];
}
