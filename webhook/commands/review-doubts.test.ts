/** What is no cluster is asked nothing, and what may not be the cluster as it is now is said before all else. */
import { relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { render as html } from '../review/outputs/html.ts';
import { render as md } from '../review/outputs/md.ts';
import { render as text } from '../review/outputs/text.ts';
import type { Report } from '../review/report.ts';
import { headsOf } from '../review/heads.ts';
import { sample } from './paths.ts';
import { reviewed, written, WORLD } from './review-world.fixture.ts';
import { sealed } from './sealed.fixture.ts';

const plain = { colour: false, quiet: false };
const manifest = written(
  'doubts.yaml',
  `
apiVersion: apps/v1
kind: Deployment
metadata: { name: asr, namespace: speech }
spec:
  replicas: 2
  template:
    spec: { containers: [{ name: main, image: x, resources: { limits: { nvidia.com/gpu: 1 } } }] }
`,
);
const ONE_NODE = WORLD('nvidia.com/gpu.product: NVIDIA-L4', "nvidia.com/gpu: '8'");
const of = (world: string): Promise<Report> => reviewed(manifest, world);
const HEADER = ONE_NODE.slice(0, ONE_NODE.indexOf('---'));

/** What is said of the sample by itself is no news to whoever has named it. */
test('the sample that is named is a World like another', async () => {
  const named = await reviewed(manifest, ONE_NODE, { others: [sample] });
  expect(named.clusters[1]?.from).toBe(sample);
  expect(headsOf(named).join()).not.toContain('give --snapshot');
  expect(headsOf(await reviewed(manifest)).join()).toContain('give --snapshot');
});

const saidOf = ({ unread }: Report) => unread.map(({ says }) => says);

describe('no cluster', () => {
  const none: [string, string][] = [
    ['an empty file', ''],
    ['a header alone', HEADER],
    ['a catalogue alone', 'apiVersion: tranche.dev/v1alpha1\nkind: GpuClasses\nclasses: []\n'],
  ];
  test.each(none)('is %s: nothing is judged in it, and nothing passes', async (_, world) => {
    const report = await of(world);
    expect(report.conclusion.exit).toBe(2);
    expect([report.clusters, report.reviewed, report.teams]).toEqual([[], [], []]);
    expect(report.conclusion.says).toBe(
      'not judged: no cluster could be read; 1 snapshot could not be read',
    );
  });

  test('is said with what would help, and no page has an empty table for it', async () => {
    const report = await of('');
    expect(saidOf(report)).toEqual(['is no cluster: it has no node, no namespace and no policy']);
    expect(report.unread[0]?.help).toBe('tranche snapshot -o FILE writes one');
    const [shown, comment, page] = [text, md, html].map((render) => render(report, plain));
    expect(shown).not.toMatch(/never sent|team|Deployment/);
    expect(comment).toContain('### ⚠️ Tranche: not judged');
    expect(comment).not.toMatch(/\*\*Objects|<details>|\| --- |0 clusters/);
    expect(page).toContain('<h1>Not judged</h1>');
    expect(page).not.toMatch(/No object makes pods|id="objects"/);
  });

  test('is one of two: the other is asked', async () => {
    const report = await reviewed(manifest, ONE_NODE, { others: [written('empty.yaml', '')] });
    expect(report.clusters.map(({ name }) => name)).toEqual(['eks']);
    expect(report.reviewed[0]?.outcomes).toHaveLength(1);
    expect(report.conclusion.exit).toBe(2);
    expect(report.conclusion.says).toMatch(/; 1 snapshot could not be read$/);
  });
});

const at = (readAt: string): Promise<Report> =>
  of(ONE_NODE.replace('2026-11-22T06:00:00Z', readAt));

const changed = (change: (snapshot: string) => string) => of(change(sealed(ONE_NODE)));

describe('whether it is whole', () => {
  const CHANGED =
    'does not hold what its header says it does (hashes.documents): it was cut short, or changed by hand';
  const table: { name: string; change: (snapshot: string) => string }[] = [
    {
      name: 'that is cut short',
      change: (snapshot) => snapshot.slice(0, snapshot.lastIndexOf('---')),
    },
    {
      name: 'of which one figure was changed',
      change: (snapshot) => snapshot.replace("'8'", "'9'"),
    },
    {
      name: 'of which the header was put before another',
      change: (snapshot) => snapshot.replace(/documents: \w+/, 'documents: bbbb'),
    },
  ];
  test.each(table)('is doubted of one $name, with what helps', async ({ change }) => {
    const { unread, conclusion } = await changed(change);
    expect(unread).toMatchObject([{ of: 'snapshot', doubted: true, line: 4, says: CHANGED }]);
    expect(unread[0]?.help).toMatch(/^take it anew: .* take hashes out of its header/);
    expect(conclusion.exit).toBe(2);
  });

  test('is believed of one as it was written, however git ends its lines', async () => {
    for (const change of [
      (snapshot: string) => snapshot,
      (snapshot: string) => snapshot.replaceAll('\n', '\r\n'),
    ])
      expect((await changed(change)).unread).toEqual([]);
  });

  test('is doubted of one that does not say which program wrote it', async () => {
    const report = await of(ONE_NODE.replace('version: 1.0.0, ', ''));
    expect(saidOf(report)).toEqual([
      'does not say which tranche wrote it, as each snapshot does: its header was changed by hand',
    ]);
    expect(report.conclusion.exit).toBe(2);
  });
});

describe('of what day it is', () => {
  test('a snapshot of a day to come is doubted, and of a clock a little ahead is not', async () => {
    const report = await at('2026-11-25T12:00:00Z');
    expect(saidOf(report)).toEqual([
      'was read at 2026-11-25T12:00:00Z, which is yet to come: is a clock wrong?',
    ]);
    expect(report.conclusion.exit).toBe(2);
    expect(saidOf(await at('2026-11-22T12:04:00Z'))).toEqual([]);
    expect(saidOf(await at('2026-11-22T14:30:00Z'))).toEqual([
      'was read at 2026-11-22T14:30:00Z, which is yet to come: is a clock wrong?',
    ]);
  });

  test('one that is old is no document that could not be read', async () => {
    const report = await at('2026-11-20T06:00:00Z');
    expect(report.conclusion.says).toMatch(/; 1 snapshot is in doubt$/);
    const [shown, comment, page] = [text, md, html].map((render) => render(report, plain));
    expect(shown).toMatch(/world.yaml:1:1: in doubt: was read at 2026/);
    for (const one of [comment, page]) {
      expect(one).toContain('In doubt');
      expect(one).not.toMatch(/could not be read/i);
    }
  });

  const BY_HAND = ONE_NODE.replace(', hashes: { policies: x, documents: y }', '');
  const UNDATED = BY_HAND.replace("readAt: '2026-11-22T06:00:00Z', ", '');

  test('a World that somebody wrote by hand is of none, which is said first', async () => {
    const report = await of(UNDATED);
    expect(report.conclusion.exit).toBe(0);
    expect(report.clusters[0]?.age).toBe('unknown');
    const said =
      /^the World eks was written by hand \(.*\) and is no snapshot: its age is unknown$/;
    expect(headsOf(report)).toEqual([expect.stringMatching(said)]);
    expect(text(report, plain).split('\n')[0]).toMatch(said);
    for (const page of [md, html]) expect(page(report, plain)).toContain('The World eks was');
    expect(headsOf(await of(ONE_NODE))).toEqual([]);
  });

  test('unless it says so, and is held to that as a snapshot is', async () => {
    const fresh = await of(BY_HAND);
    expect([headsOf(fresh), saidOf(fresh), fresh.clusters[0]?.age]).toEqual([[], [], undefined]);
    const old = await of(BY_HAND.replace('2026-11-22T06', '2026-11-01T06'));
    expect(old.unread).toEqual([
      expect.objectContaining({
        says: 'was read at 2026-11-01T06:00:00Z, longer ago than --max-age lets pass (24 h)',
        help: 'take it anew: tranche snapshot; or leave readAt out of a World that is written by hand',
      }),
    ]);
    expect(old.conclusion.exit).toBe(2);
  });
});

const namesOf = ({ clusters }: Report) => clusters.map(({ name }) => name);

test('a cluster without a name is called by its file, and by the path of that where two are alike', async () => {
  const nameless = ONE_NODE.replace('cluster: eks, ', '');
  expect(namesOf(await of(nameless))).toEqual(['world']);
  const others = [written('gke.yml', nameless), written('world.json', nameless)];
  const [first, second, third] = namesOf(await reviewed(manifest, nameless, { others }));
  expect(second).toBe('gke');
  expect([first, third]).toEqual([
    expect.stringMatching(/\/world\.yaml$/),
    expect.stringMatching(/\/world\.json$/),
  ]);
});

test('the sample is of one day for ever, and whoever names it is not told to give another', async () => {
  const report = await reviewed(manifest, undefined, { others: [relative(process.cwd(), sample)] });
  expect([saidOf(report), headsOf(report), report.clusters[0]?.name]).toEqual([[], [], 'world']);
});

test('the embedded sample is nobody’s cluster, which text, comment and page begin with', async () => {
  const report = await reviewed(manifest);
  const line = 'udged before the embedded sample, not your cluster: give --snapshot';
  expect(text(report, plain).split('\n')[0]).toBe(`j${line}`);
  expect(md(report, plain).split('\n')[3]).toBe(`**J${line}**`);
  expect(html(report, plain)).toContain(`<strong>J${line}</strong>`);
});
