/** One report in every format: whatever its workloads are called, nobody's program does what they say. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { DOMParser } from '@xmldom/xmldom';
import { utf8Length } from '../../core/text.ts';
import { colours } from '../../report/colour.ts';
import { cell } from '../../report/csv-cell.ts';
import { cards, mixed } from '../../core/testing/nodes.ts';
import { asking, container } from '../../core/testing/pods.ts';
import { aside } from '../aside.ts';
import type { Row, ScanReport } from '../report.ts';
import { scanned } from '../scan.ts';
import type { Trial } from '../../usage/back-test/trial.ts';
import { lookedAt, running } from '../testing/looked.ts';
import { unlikeSchema } from '../report.contract.ts';
import { bar } from './bar.ts';
import { scanCsv } from './csv.ts';
import { scanHtml } from './html.ts';
import { scanMarkdown } from './markdown.ts';
import { scanText, type Screen } from './text.ts';

const plain: Screen = { colours: colours(false), bars: 'none', width: 120 };

const some = scanned(
  lookedAt({
    nodes: [cards('gpu-1', 'h100'), mixed('gpu-2', 'h100', { '1g.10gb': 7 })],
    pods: [
      running('gpu-1'),
      running(
        'gpu-1',
        { containers: [container('train', asking(2))] },
        { ownerReferences: [], name: 'lone' },
      ),
    ],
  }),
);

const called = (report: ScanReport, name: string): ScanReport => ({
  ...report,
  workloads: report.workloads.map((row): Row => ({ ...row, name, says: `says ${name}` })),
});

const rowsOfThem = (count: number): ScanReport => ({
  ...some,
  workloads: Array.from({ length: count }, () => some.workloads).flat(),
});

test('a person reads the release first, then cards, workloads, and who is left out and why', () => {
  const text = scanText(some, plain);
  const at = [
    '0.858 of 3 held cards would be released, by 1 workload',
    'nothing was changed',
    'CARD ',
    'WORKLOAD ',
    'speech/Deployment/asr server',
    'Never sliceable\n  speech/Pod/lone train: never/multi-gpu: ',
  ].map((words) => text.indexOf(words));
  expect(at).not.toContain(-1);
  expect(at).toEqual(at.toSorted((a, b) => a - b));
});

test('names that do not last, and namespaces that are excluded, are told with what is to be done', () => {
  const [row] = some.workloads;
  if (row === undefined) throw new Error('somebody runs');
  const joining = { namespace: 'lab', kind: 'Job', names: 6, policy: {} };
  const told = {
    ...some,
    workloads: [aside({ ...row, namespace: 'kube-system' })],
    joinings: [{ ...joining, by: { label: 'dag_id', workloads: 2 } }, joining],
  };
  const text = scanText(told, plain);
  expect(text).toContain(
    '1 container in namespaces that are excluded: nothing of theirs is counted',
  );
  expect(text).toContain(
    'Excluded\n  kube-system/Deployment/asr server: pods of kube-system are never sent to the webhook\n',
  );
  expect(text).toContain(
    'Names that do not last\n  lab/Job: 6 names, a workload each; by dag_id they are 2 workloads, which evidence reaches',
  );
  expect(text).toContain('and no label in common: give each template app.kubernetes.io/name');
});

test('what engines reserve and do not need has a section of its own, and columns', () => {
  const [first] = some.workloads;
  if (first === undefined) throw new Error('it runs');
  const reserved = 'vllm reserved 61169 MiB and needs 33158 MiB';
  const report = { ...some, workloads: [{ ...first, engineNeedMiB: 33_158, reserved }] };
  expect(scanText(report, plain)).toContain(
    `Reserved is not needed\n  speech/Deployment/asr server: ${reserved}\n`,
  );
  expect(scanCsv(report)).toMatch(new RegExp(`,33158,${reserved}\\n$`));
  expect(scanMarkdown(report)).toContain('Reserved is not needed');
});

test('where more slices are wanted than there are, the next step is said', () => {
  const nodes = [cards('gpu-1', 'h100'), mixed('gpu-2', 'h100', { '1g.10gb': 1 })];
  const pods = [running('gpu-1'), running('gpu-1')];
  expect(scanText(scanned(lookedAt({ nodes, pods })), plain)).toContain(
    '2 of H100-80GB nvidia.com/mig-1g.10gb would be wanted and 1 are there: more cards are to be cut',
  );
});

describe('for programs', () => {
  test('a report is what its published schema says, whoever it tells of', () => {
    const trial: Trial = {
      namespace: 'speech',
      kind: 'Deployment',
      name: 'asr',
      container: 'server',
      day: 2,
      at: 172_800,
      shape: 'mig-1g.10gb',
      capacityMiB: 9984,
      peakMiB: 12_000,
      outcome: 'tooSmall',
      rule: 'fit/mig',
    };
    const joining = { namespace: 'lab', kind: 'Job', names: 6, policy: { kind: 'GpuPolicy' } };
    const reports: readonly ScanReport[] = [
      some,
      { ...some, ofOthers: true },
      { ...some, namespaces: ['speech'], cluster: 'prod', workloads: some.workloads.map(aside) },
      { ...some, backTest: { days: 4, judged: 1, held: 0, tooSmall: [trial] } },
      { ...some, joinings: [{ ...joining, by: { label: 'app', workloads: 2 } }, joining] },
    ];
    for (const report of reports) expect(unlikeSchema(report)).toEqual([]);
  });

  test('and nothing else', () => {
    expect(unlikeSchema({ ...some, savings: 3 })).toHaveLength(1);
    expect(unlikeSchema({ ...some, summary: {} })).not.toEqual([]);
  });
});

test('and last what to do: install it, keep what was seen, cut as many cards as that takes', () => {
  const cut = [mixed('supposed', 'h100', { '1g.10gb': 100 })];
  const pods = [running('gpu-1'), running('gpu-1')];
  const report = scanned(lookedAt({ nodes: [cards('gpu-1', 'h100')], pods, cut }));
  for (const text of [scanText(report, plain), scanMarkdown(report), scanHtml(report)]) {
    const next = text.slice(text.indexOf('What to do next'));
    expect(next).toContain('Install it, observing');
    expect(next).toContain('tranche profile --prometheus URL --apply');
    expect(next).toContain('tranche explain -f pod.yaml -w world.yaml --starter says');
    expect(next).toContain('1 card at least, for 2 nvidia.com/mig-1g.10gb: by nvidia-mig-manager');
  }
  const own = { by: 'cluster', says: 'judged by the policies of the cluster' } as const;
  expect(scanText({ ...report, policies: own }, plain)).toContain('-f pod.yaml -w world.yaml says');
  expect(scanText(scanned(lookedAt({ pods, used: 'unseen' })), plain)).not.toContain('do next');
});

test('a Prometheus that tells of other pods only is asked about', () => {
  const foreign = scanned(lookedAt({ pods: [running('gpu-1')] }, { ofOthers: true }));
  expect(scanText(foreign, plain)).toContain('is this the Prometheus of this cluster?');
});

describe('a bar', () => {
  const half = { vramMaxMiB: 40_000, cardMiB: 80_000 };
  test('is as long as what was used, in signs that the terminal has', () => {
    expect(bar(half, 'blocks', 10)).toBe('█████░░░░░');
    expect(bar(half, 'ascii', 10)).toBe('#####.....');
  });
  test('is none where nobody looks, and empty where nothing was seen', () => {
    expect(bar(half, 'none', 10)).toBe('');
    expect(bar({ cardMiB: 80_000 }, 'blocks', 3)).toBe('   ');
  });
  test('never leaves its room, and little is not nothing', () => {
    fc.assert(
      fc.property(fc.nat(200_000), fc.integer({ min: 1, max: 90_000 }), (vramMaxMiB, cardMiB) => {
        const drawn = bar({ vramMaxMiB, cardMiB }, 'ascii', 12);
        expect(drawn).toMatch(/^#+\.*$/);
        expect(drawn).toHaveLength(12);
      }),
    );
  });
  test('ends within the columns of the terminal', () => {
    for (const width of [72, 80, 100, 132, 160, 200]) {
      const lines = scanText(some, { ...plain, bars: 'ascii', width }).split('\n');
      const drawn = lines.filter((line) => line.includes('#'));
      expect(drawn).toHaveLength(2);
      for (const line of drawn) expect(line.length).toBeLessThanOrEqual(width);
    }
  });
});

describe('a spreadsheet', () => {
  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('runs no formula %j', (text) => {
    expect(cell(text)).toMatch(/^"?'/);
  });

  test('gets back whatever a cell says', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', '=', ' ') });
    fc.assert(
      fc.property(text, (value) => {
        const written = cell(value);
        const read = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
        expect(read.replace(/^'/, '')).toBe(value);
        expect(written.startsWith('"')).toBe(/[",\n\r]/.test(value));
      }),
    );
  });

  test('has a column for every figure, and numbers stay numbers', () => {
    const [head = '', row = ''] = scanCsv(some).split('\n');
    expect(row.split(',').length).toBeGreaterThanOrEqual(head.split(',').length);
    expect(head).toContain('heldMilliGPU,neededMilliGPU,releasableMilliGPU');
    expect(row).toContain(',1000,142,858,');
  });
});

const WICKED = `<script>alert(1)</script><img src=x onerror="a">'"&|\`*[x](http://y)`;

/** Of these none runs anything or asks anybody. */
const TAGS =
  'b body br div h1 h2 head html li meta meter p style table tbody td th thead title tr ul'.split(
    ' ',
  );
const ATTRIBUTES = 'charset class content http-equiv lang max min name scope title value'.split(
  ' ',
);

test('a page has nothing in it that runs or is fetched', () => {
  const html = scanHtml(called(some, WICKED));
  expect(html).toContain("default-src 'none'");
  expect(html).toContain('&lt;script&gt;');
  expect(html).toContain('color-scheme: light dark');
  const page = new DOMParser().parseFromString(html, 'text/html');
  expect(page.getElementsByTagName('tr')).toHaveLength(5);
  const elements = Array.from(page.getElementsByTagName('*'));
  expect([...new Set(elements.map(({ tagName }) => tagName))].toSorted()).toEqual(TAGS);
  const attributes = elements.flatMap((one) => Array.from(one.attributes).map(({ name }) => name));
  expect([...new Set(attributes)].toSorted()).toEqual(ATTRIBUTES);
});

test('a comment holds no tag, link or cell of somebody else, and is no longer than a comment may be', () => {
  const markdown = scanMarkdown(called(some, WICKED));
  expect(markdown).not.toMatch(/<script|\]\(|<img/);
  const columns = markdown
    .split('\n')
    .filter((line) => line.startsWith('| speech'))
    .map((line) => line.split('|').length);
  expect(new Set(columns)).toEqual(new Set([11]));
  const long = scanMarkdown(rowsOfThem(3000));
  expect(utf8Length(long)).toBeLessThanOrEqual(64 * 1024);
  expect(long).toMatch(/and \d+ more lines: /);
});

test('a terminal is told nothing that it would obey, and of many rows how many there are', () => {
  const text = scanText(called(some, 'x\u001b[2J\u202e'), plain);
  // oxlint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\u001b\u202e]/);
  expect(scanText(rowsOfThem(40), plain)).toContain('and 30 more: -o csv');
});
