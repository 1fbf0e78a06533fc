/** A comment that fits, that calls nobody, and that says what it leaves out; read as GitHub reads it. */
import { describe, expect, test } from '@jest/globals';
import { DOMParser, type Element } from '@xmldom/xmldom';
import * as fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { utf8Length } from '../../core/text.ts';
import { report } from '../report.fixture.ts';
import type { Report } from '../report.ts';
import { changed } from '../since.fixture.ts';
import { MARKER, render } from './md.ts';
import { anyName, called, large, WICKED } from './pages/wicked.fixture.ts';

const wishes = { colour: false, quiet: false };
const written = (of: Report): string => render(of, wishes);

/** With its HTML as it stands, which GitHub filters only afterwards. */
function read(markdown: string): Element {
  const options = { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true };
  const html = micromark(markdown, options).replaceAll('<br>', '<br/>');
  const page = new DOMParser().parseFromString(`<main>${html}</main>`, 'text/xml');
  if (page.documentElement === null) throw new Error('there is a page');
  return page.documentElement;
}

const elements = (page: Element): Element[] => Array.from(page.getElementsByTagName('*'));
const count = (page: Element, tag: string): number => page.getElementsByTagName(tag).length;

const TAGS = new Set(
  'br code details em h3 i li p pre strong b sub summary table tbody td th thead tr ul'.split(' '),
);

/** Nothing of theirs became a part of the page, and where theirs stands, it is only read. */
function isInert(of: Report): void {
  const page = read(written(of));
  expect(elements(page).filter(({ tagName }) => !TAGS.has(tagName))).toEqual([]);
  expect(elements(page).flatMap((one) => Array.from(one.attributes, ({ name }) => name)))
    // `language-diff`, which the fence asks for.
    .toEqual(Array.from({ length: count(page, 'pre') }, () => 'class'));
  expect(soughtIn(page)).not.toMatch(
    /@\w|#\d|GH-\d|!\d|~\w|%\d|\$\w|:\/\/|www\.\w|:[a-z]+:|mailto:/i,
  );
}

/** What sites look through for people and numbers: all but code. */
function soughtIn(page: Element): string {
  for (const tag of ['code', 'pre'])
    for (const one of Array.from(page.getElementsByTagName(tag))) one.textContent = '';
  return page.textContent ?? '';
}

test('begins with the mark by which it is found again, and the same report is the same comment', () => {
  expect(written(report).split('\n')[0]).toBe(MARKER);
  expect(written(structuredClone(report))).toBe(written(report));
});

test('who asks for little reads findings and the conclusion', () => {
  const quiet = render(report, { ...wishes, quiet: true });
  expect(quiet).toContain('guard/max-gpus');
  expect(quiet).toContain('could not be read');
  expect(quiet).not.toMatch(/<summary><b>|\*\*Teams\*\*|\*\*Clusters\*\*/);
});

test('one cluster is not told apart from others', () => {
  const one = {
    ...report,
    clusters: report.clusters.slice(0, 1),
    teams: report.teams.slice(0, 1),
    reviewed: report.reviewed.map((of) => ({ ...of, outcomes: of.outcomes.slice(0, 1) })),
    findings: report.findings.map((of) => ({ ...of, clusters: ['eks'] })),
  };
  const text = written(one);
  expect(text).not.toMatch(/\*\*Clusters|\| Cluster/);
  expect(text).toContain('GPUs asked and needed: **3 → 0.426**\n');
});

test('what is refused frees nothing', () => {
  const nothing = { milliGPU: 0, MiB: 0 };
  const [whisper, tune] = report.reviewed;
  if (whisper === undefined || tune === undefined) throw new Error('there are two');
  const outcomes = tune.outcomes.map((one) => ({ ...one, claimFinal: nothing }));
  const [team] = report.teams;
  if (team === undefined) throw new Error('there is one');
  const research = { ...team, team: 'research', needed: nothing, refused: team.asked };
  const text = written({
    ...report,
    reviewed: [whisper, { ...tune, outcomes }],
    teams: [team, research],
  });
  expect(text).toContain('GPUs asked and needed: **6 asked, 3 refused; 3 → 0.426 needed** in eks');
  expect(text).toContain('| eks | research | 3 asked, all refused |');
});

test('who asks for no GPU is counted in a line, and who is refused gets nothing', () => {
  const nobody = { verdict: 'never sent', asked: '', chosen: '' } as const;
  const [whisper, tune] = report.reviewed;
  if (whisper === undefined || tune === undefined) throw new Error('there are two');
  const aside = whisper.outcomes.map((one) => ({ ...one, ...nobody, diff: [] }));
  const turnedAway = { pods: { judged: 3, admitted: 0 } };
  const refused = tune.outcomes.map((one) => ({ ...one, ...turnedAway }));
  const text = written({
    ...report,
    reviewed: [
      { ...whisper, outcomes: aside },
      { ...tune, outcomes: refused },
    ],
  });
  expect(text).toContain('Never sent to the webhook: pods of 1 object.\n');
  expect(text).not.toContain('<code></code>');
  // The one, and what is known.
  expect(text.match(/<details>/g)).toHaveLength(2);
  expect(text).toMatch(/<code>nvidia.com\/gpu: 1<\/code> \| nothing \| small-models/);
  const some = refused.map((one) => ({ ...one, pods: { judged: 3, admitted: 1 } }));
  expect(written({ ...report, reviewed: [{ ...tune, outcomes: some }] })).toContain(
    '| <code>nvidia.com/gpu: 1</code>, 1 of 3 pods |',
  );
});

test('an error that does not count says so, and alarms nobody', () => {
  const [, today] = report.findings;
  if (today === undefined) throw new Error('there is one');
  const of = (includesToday: boolean): string =>
    written({
      ...report,
      findings: [today],
      conclusion: { ...report.conclusion, includesToday },
    });
  expect(of(false)).toMatch(
    /\| ⚠️ error \|.*as the cluster stands today, which does not count here/,
  );
  expect(of(true)).toMatch(/\| ❌ error \|.*as the cluster stands today; in eks/);
});

test('what was known before is folded behind what is new, and alarms nobody', () => {
  const text = written(report);
  const [fresh = '', known = ''] = text.split('<summary>1 finding known before</summary>');
  expect(fresh).toContain('guard/max-gpus');
  expect(fresh).not.toContain('api&#45;server/devices');
  expect(known).toMatch(/^\n\n\|  \| Object .*\n.*\n\| ▫️ warning \|/);
  const { conclusion, findings } = report;
  const old = findings.map((one) => ({ ...one, known: true as const }));
  const passes = { ...report, findings: old, conclusion: { ...conclusion, exit: 0 as const } };
  expect(written(passes)).toContain('### ✅ Tranche: passes');
  expect(written(passes)).not.toContain('❌');
});

describe('since the base', () => {
  test('objects, teams and findings are told before and after', () => {
    const text = written(changed);
    expect(text).toContain(
      '**Since main (0123456789, where this work left it)**: 1 object new, 1 gone, 1 changed; 4 findings new, 1 no more\n',
    );
    expect(text).toMatch(
      /^\| changed \| Deployment speech\/whisper \| eks \| .*1 pod, .* \| .*3 pods, 3 → 0\.426 GPU \|$/m,
    );
    expect(text).toMatch(/^\| new \| RayCluster .*\| not there \| refused, /m);
    expect(text).toMatch(/^\| gone \| RayCluster .* \| not there \|$/m);
    expect(text).toContain('| eks | speech | 0.142 → 0.426 GPU | 255.60 → 766.80 EUR a month |');
    expect(text).toMatch(/^Found no more:\n\n- <code>guard\/image<\/code>/m);
    expect(text).toContain('worse: 4 pods refused, 1 in main');
  });

  test('nothing is told where there is none, or to who asks for little', () => {
    expect(written(report)).not.toContain('**Since');
    expect(render(changed, { ...wishes, quiet: true })).not.toContain('**Since');
  });

  test.each(WICKED)('%j is only read', (name) => isInert(called(name, changed)));

  test('however much differs, it fits, and says what it leaves out', () => {
    const { comparison, ...rest } = changed;
    if (comparison === undefined) throw new Error('there is one');
    const text = written({
      ...rest,
      comparison: {
        ...comparison,
        objects: many(comparison.objects),
        teams: many(comparison.teams),
        goneFindings: many(comparison.goneFindings),
      },
    });
    expect(utf8Length(text)).toBeLessThanOrEqual(65_536);
    expect(text).toMatch(/of 2400 objects that come out otherwise left out here/);
    expect(text).toContain('**Objects**');
  });
});

test('nothing found is said, without empty tables', () => {
  const { conclusion } = report;
  const clean: Report = {
    ...report,
    findings: [],
    reviewed: [],
    teams: [],
    unread: [],
    conclusion: { ...conclusion, exit: 0, says: '3 objects, no findings' },
  };
  expect(written(clean)).toContain('### ✅ Tranche: passes\n\n3 objects, no findings\n');
  expect(written(clean)).not.toContain('| --- |');
});

describe('whatever anything is called', () => {
  test.each(WICKED)('%j is only read', (name) => isInert(called(name)));

  test('so are all others, and every row keeps its cells', () => {
    const plain = read(written(report));
    fc.assert(
      fc.property(anyName, (name) => {
        isInert(called(name));
        const page = read(written(called(name)));
        expect(count(page, 'tr')).toBe(count(plain, 'tr'));
        expect(count(page, 'td')).toBe(count(plain, 'td'));
      }),
      { numRuns: 20 },
    );
  });

  test('a diff stands in its fence, and ends it nowhere', () => {
    const [first, ...others] = report.reviewed;
    if (first === undefined) throw new Error('there is one');
    const diff = ['+```', '-````', '</details>', '+a\nb', '<script>'];
    const outcomes = first.outcomes.map((outcome) => ({ ...outcome, diff }));
    const page = read(written({ ...report, reviewed: [{ ...first, outcomes }, ...others] }));
    const shown = Array.from(page.getElementsByTagName('pre'), ({ textContent }) => textContent);
    expect(shown.join()).toContain('+```\n-````\n</details>\n+a?b\n<script>');
    expect(count(page, 'details')).toBe(3);
  });
});

describe('however much there is', () => {
  test('it fits into a comment, in bytes and in signs, and closes what it opens', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), anyName, (times, name) => {
        const text = written(large(times, name));
        expect(utf8Length(text)).toBeLessThanOrEqual(65_536);
        expect(text.length).toBeLessThanOrEqual(65_536);
        const page = read(text);
        expect(count(page, 'details')).toBe(count(page, 'summary'));
      }),
      { numRuns: 6 },
    );
  });

  test('what is left out is counted with where it is, the worst is not', () => {
    const sorted = large(300).findings.toSorted((a, b) => rank(a.level) - rank(b.level));
    const text = written({ ...large(300), findings: sorted });
    const rows = [...text.matchAll(/^\| (?!▫️)\S+ (error|warning|note) \|/gm)].map(
      ([, level]) => level,
    );
    const [, more, all, errors, notes] =
      /^_and (\d+) more of (\d+) findings \((\d+) errors, (\d+) notes\) left out here: `-o html=FILE`/m.exec(
        text,
      ) ?? [];
    expect(Number(all)).toBe(900);
    expect(rows.length + Number(more)).toBe(900);
    expect(Number(errors) + Number(notes)).toBe(Number(more));
    expect(new Set(rows)).toEqual(new Set(['error']));
    expect(text).toMatch(/_and \d+ more of 300 known findings \(\d+ warnings\) left out here/);
    expect(text).toMatch(/_and \d+ more of 600 objects left out here/);
    expect(text).toContain('**Teams**');
  });

  test('one object with an endless change shows its beginning', () => {
    const [first] = report.reviewed;
    if (first === undefined) throw new Error('there is one');
    const diff = Array.from({ length: 5000 }, (_, nth) => `+line ${nth} ${'x'.repeat(500)}`);
    const outcomes = first.outcomes.map((outcome) => ({ ...outcome, diff }));
    const text = written({ ...report, reviewed: [{ ...first, outcomes }] });
    expect(utf8Length(text)).toBeLessThanOrEqual(65_536);
    expect(text).toContain('… 4940 more lines');
  });
});

const many = <T>(all: readonly T[]): T[] => Array.from({ length: 400 }, () => all).flat();
const rank = (level: string): number => ['error', 'warning', 'note'].indexOf(level);
