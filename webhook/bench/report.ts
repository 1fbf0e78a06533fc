/** What was found, as people read it: ratios with their goals first, absolute numbers second. */
import type { CreatesFound } from './creates.ts';
import type { DecideFound } from './decide.ts';
import type { Found } from './found.ts';
import type { HttpsFound, SideFound } from './https.ts';
import { methodOf } from './method.ts';
import { SMALL_HEAP, type Ran, type ReviewFound } from './review.ts';
import { ratios, spread, type Spread } from './statistics.ts';
import { figure, table } from './table.ts';

export function reportOf(found: Found): string {
  const { decide, https, creates, review } = found;
  const parts = [
    '# What a review costs',
    'Written by `make bench`; the next full run overwrites it. Each number is the median of the\n' +
      'rounds, with the lowest and the highest round behind it.',
    circumstances(found),
    '## Ratios',
    'skipped' in https ? `The part over HTTPS was skipped: ${https.skipped}.` : httpsRatios(https),
    'skipped' in creates ? `Creates were skipped: ${creates.skipped}.` : createRatios(creates),
    ...('skipped' in decide ? [] : [decideTable(decide)]),
    ...('skipped' in review ? [] : [reviewTable(review), smallHeapTable(review)]),
    '## Absolute numbers',
    ...('skipped' in https ? [] : [httpsNumbers(https)]),
    ...('skipped' in creates ? [] : [createNumbers(creates)]),
    '## Method',
    methodOf(found),
  ];
  return `${parts.map((part) => part.trimEnd()).join('\n\n')}\n`;
}

function circumstances({ machine, creates }: Found): string {
  const { date, commit, kind, node, load } = machine;
  const rows = [
    ['Date', date],
    ['Commit', commit],
    ['Machine', kind],
    ['Load before the run', `${figure(load)} processes on those cores`],
    ['Node', node],
    ...('skipped' in creates ? [] : [['Kubernetes', creates.version]]),
  ];
  return table(['', ''], rows, 'words');
}

interface Goal {
  readonly text: string;
  readonly met: (value: number) => boolean;
}

const atLeast = (least: number): Goal => ({
  text: `≥ ${least.toFixed(2)}`,
  met: (value) => value >= least,
});
const atMost = (most: number): Goal => ({
  text: `≤ ${most.toFixed(2)}`,
  met: (value) => value <= most,
});

const NONE = '–';

const ranged = ({ median, low, high }: Spread): string =>
  `${figure(median)} (${figure(low)}–${figure(high)})`;

const judged = (goal: Goal | undefined, { median }: Spread): string =>
  goal === undefined ? NONE : `${goal.text} ${goal.met(median) ? 'met' : 'missed'}`;

interface Row {
  readonly what: string;
  readonly goal?: Goal;
  /** One number a round. */
  readonly of: (side: SideFound) => readonly number[];
}

const rows: readonly Row[] = [
  {
    what: 'Throughput',
    goal: atLeast(0.8),
    of: ({ flatOut }) => flatOut.map(({ answered, seconds }) => answered / seconds),
  },
  {
    what: 'Throughput, pods never seen before',
    of: ({ newPods }) => newPods.map(({ answered, seconds }) => answered / seconds),
  },
  {
    what: 'CPU per review, flat out',
    of: ({ flatOut }) => flatOut.map(({ cpuMicroseconds, answered }) => cpuMicroseconds / answered),
  },
  {
    what: 'CPU per review at 1,000/s',
    of: ({ fixedRate }) =>
      fixedRate.map(({ cpuMicroseconds, answered }) => cpuMicroseconds / answered),
  },
  { what: 'p50 at 1,000/s', of: ({ fixedRate }) => fixedRate.map(({ p50 }) => p50) },
  {
    what: 'p99 at 1,000/s',
    goal: atMost(1.5),
    of: ({ fixedRate }) => fixedRate.map(({ p99 }) => p99),
  },
  { what: 'Memory', of: ({ flatOut }) => flatOut.map(({ rssMiB }) => rssMiB) },
];

function httpsRatios({ sides: { ours, bare, express } }: HttpsFound): string {
  const cells = rows.map(({ what, goal, of }) => {
    const ratio = ratios(of(ours), of(bare));
    return [what, ranged(ratio), judged(goal, ratio), ranged(ratios(of(express), of(bare)))];
  });
  return table(['Over HTTPS, to bare', 'ours', 'goal', 'express, allow-all'], cells);
}

const units: Readonly<Record<string, string>> = {
  Throughput: 'reviews/s',
  'Throughput, pods never seen before': 'reviews/s',
  'CPU per review, flat out': 'µs',
  'CPU per review at 1,000/s': 'µs',
  'p50 at 1,000/s': 'ms',
  'p99 at 1,000/s': 'ms',
  Memory: 'MiB',
};

function httpsNumbers({ sides }: HttpsFound): string {
  const all = [sides.ours, sides.bare, sides.express];
  const cells = rows.map(({ what, of }) => [
    `${what}, ${units[what]}`,
    ...all.map((side) => ranged(spread(of(side)))),
  ]);
  const atStart = all.map(({ rssAtStartMiB }) => figure(rssAtStartMiB));
  return table(
    ['Over HTTPS', 'ours', 'bare', 'express, allow-all'],
    [...cells, ['Memory at start, MiB', ...atStart]],
  );
}

/** Microseconds. */
const DECIDE: Goal = { text: '≤ 20', met: (value) => value <= 20 };

function decideTable({ nodes, profiles, gatherUs, decideUs }: DecideFound): string {
  const where = `A pod never seen before, at ${figure(nodes)} nodes and ${figure(profiles)} profiles`;
  return table(
    [where, 'µs', 'goal'],
    [
      ['gathering what it is about', ranged(gatherUs), NONE],
      ['deciding', ranged(decideUs), judged(DECIDE, decideUs)],
    ],
  );
}

const REVIEW: Goal = { text: '≤ 10 s', met: (value) => value <= 10 };

function reviewTable({ manifests, sides }: ReviewFound): string {
  const [ours, parse] = [sides.review, sides['YAML parse']];
  const row = (what: string, of: (one: Ran) => number, goal?: Goal): string[] => [
    what,
    ranged(spread(ours.map(of))),
    goal === undefined ? NONE : judged(goal, spread(ours.map(of))),
    ranged(spread(sides['review, a fifth'].map(of))),
    ranged(spread(parse.map(of))),
    ranged(ratios(ours.map(of), parse.map(of))),
  ];
  return table(
    [
      `A review of ${figure(manifests)} manifests`,
      'ours',
      'goal',
      'of a fifth of them',
      'YAML parse',
      'ratio',
    ],
    [
      row('seconds', ({ seconds }) => seconds, REVIEW),
      row('CPU, seconds', ({ cpuSeconds }) => cpuSeconds),
      row('memory at most, MiB', ({ peakMiB }) => peakMiB),
    ],
  );
}

function smallHeapTable({ manifests, fewer, sides }: ReviewFound): string {
  const [all, few] = [sides['review, small heap'], sides['review, a fifth, small heap']];
  const row = (what: string, of: (one: Ran) => number): string[] => [
    what,
    ranged(spread(all.map(of))),
    ranged(spread(few.map(of))),
    ranged(ratios(all.map(of), few.map(of))),
  ];
  return table(
    [
      `In a heap of ${SMALL_HEAP} MiB`,
      `${figure(manifests)} manifests`,
      `${figure(fewer)} of them`,
      'ratio',
    ],
    [
      row('seconds', ({ seconds }) => seconds),
      row('memory at most, MiB', ({ peakMiB }) => peakMiB),
    ],
  );
}

const CREATES = atLeast(0.85);

function createRatios({ sides }: CreatesFound): string {
  const rates = (name: keyof typeof sides) => sides[name].map(({ perSecond }) => perSecond);
  const row = (what: string, name: keyof typeof sides, goal?: Goal): string[] => {
    const ratio = ratios(rates(name), rates('allow-all'));
    const toSame = ratios(rates(name), rates('same patch'));
    return [what, ranged(ratio), judged(goal, ratio), ranged(toSame)];
  };
  return table(
    ['Creates through the API server', 'to allow-all', 'goal', 'to the same patch'],
    [
      row('ours, pods of one workload', 'ours, of a workload', CREATES),
      row('ours, bare pods', 'ours, bare pods', CREATES),
      row('the same patch from a server that does nothing else', 'same patch'),
      row('no webhook', 'none'),
    ],
  );
}

function createNumbers({ sides }: CreatesFound): string {
  const cells = Object.entries(sides).map(([name, found]) => [
    name,
    ranged(spread(found.map(({ perSecond }) => perSecond))),
    figure(spread(found.map(({ p50 }) => p50)).median),
    figure(spread(found.map(({ p99 }) => p99)).median),
    name === 'none' ? NONE : ranged(spread(found.map((one) => one.cpuMicrosecondsEach))),
  ]);
  const head = ['Webhook called', 'creates/s', 'p50 ms', 'p99 ms', 'its CPU per create, µs'];
  return table(head, cells);
}
