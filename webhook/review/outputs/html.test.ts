/** The page as its text: what a browser makes of it is tried in one, in e2e/. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { DOMParser, type Element } from '@xmldom/xmldom';
import * as fc from 'fast-check';
import { report } from '../report.fixture.ts';
import type { Report } from '../report.ts';
import { changed } from '../since.fixture.ts';
import { render } from './html.ts';
import { anyName, called, large } from './pages/wicked.fixture.ts';

const wishes = { colour: false, quiet: false };
const written = (of: Report): string => render(of, wishes);

/** In the way of XML, which forgives nothing; attributes without a value are the only ones that it lacks. */
function read(page: string): Element {
  const strict = page
    .replace('<!doctype html>', '')
    .replaceAll(/\s(open|checked)(?=[\s/>])/g, ' $1=""')
    .replaceAll(/<(script|style)>[^<]*<\/\1>/g, '<$1/>')
    .replace(/<script>[^]*<\/script>/, '<script/>')
    .replaceAll('&#39;', '&apos;');
  const root = new DOMParser({
    onError: (_level, says) => {
      throw new Error(says);
    },
  }).parseFromString(strict, 'text/xml').documentElement;
  if (root === null) throw new Error('there is a page');
  return root;
}

const shapeOf = (of: Report): string[] =>
  Array.from(read(written(of)).getElementsByTagName('*'), (one) =>
    [one.tagName, ...Array.from(one.attributes, ({ name }) => name)].join(' '),
  );

describe('the page', () => {
  test('is the same for the same report, and ends in a newline', () => {
    expect(written(structuredClone(report))).toBe(written(report));
    expect(written(report)).toMatch(/<\/html>\n$/);
  });

  test('lets in the one style and the one script that are its own, and asks nobody', () => {
    const page = written(report);
    const [, policy = ''] = /Content-Security-Policy"\s+content="([^"]*)"/.exec(page) ?? [];
    for (const tag of ['style', 'script']) {
      const own = [...page.matchAll(new RegExp(`<${tag}>([^]*?)</${tag}>`, 'g'))];
      expect(own).toHaveLength(1);
      const hash = createHash('sha256')
        .update(own[0]?.[1] ?? '')
        .digest('base64');
      expect(policy).toContain(`${tag}-src 'sha256-${hash}'`);
    }
    expect(policy).toContain("default-src 'none'");
    expect(page).not.toMatch(/ style=| on[a-z]+=|src="|url\(|@import|href="(?!#|data:)/);
  });

  test('tells of every finding, object, team and cluster, where it stands and what it costs', () => {
    const page = read(written(report)).textContent ?? '';
    for (const told of [
      report.conclusion.says,
      'asks for 8 GPUs, and at most 4 are allowed',
      'charts/tune/templates/raycluster.yaml',
      'deploy/a&b <dev>.yaml:21:15',
      'nvidia.com/mig-1g.10gb: 1',
      'peak 6,144 MiB × 1.2 fits 9,728 MiB of 1g.10gb',
      '+          nvidia.com/mig-1g.10gb: 1',
      '7 → 7.426 of 8 GPU',
      '5,400 → 766.80 EUR a month',
      'would be rewritten',
      'would get, once enforced',
      '3 GPU now, 0.426 once enforced',
      'policy small-models only observes',
      'deploy/broken.yaml:7:3',
      'Sidecars that other webhooks add are not known here.',
      'snapshots/gke.yaml',
    ])
      expect(page).toContain(told);
  });

  test('leads from a finding to its object and back', () => {
    const page = read(written(report));
    const every = Array.from(page.getElementsByTagName('*'));
    const ids = every.flatMap((one) => one.getAttribute('id') ?? []);
    const ways = every
      .flatMap((one) => one.getAttribute('href') ?? [])
      .filter((to) => to[0] === '#');
    expect(new Set(ids).size).toBe(ids.length);
    expect(ways.length).toBeGreaterThan(8);
    for (const way of ways) expect(ids).toContain(way.slice(1));
  });

  test('of many objects is closed, and who asks for little reads findings alone', () => {
    expect(written(large(5))).not.toMatch(/<details[^>]* open/);
    const quiet = render(report, { ...wishes, quiet: true });
    expect(quiet).toContain('guard/max-gpus');
    expect(quiet).not.toMatch(/<details\s+class="card"|id="teams"|id="matrix"/);
  });

  test('shows what is new, and has what was known before closed behind it', () => {
    const lists = Array.from(read(written(report)).getElementsByTagName('ol'));
    const [fresh, known] = lists.map((list) => list.textContent ?? '');
    expect(lists).toHaveLength(2);
    expect(fresh).not.toContain('api-server/devices');
    expect(known).toContain('api-server/devices');
    expect(lists[1]?.parentElement?.tagName).toBe('details');
    expect(lists[1]?.parentElement?.hasAttribute('open')).toBe(false);
  });

  test('tells since a base what comes out otherwise, before and after', () => {
    const page = read(written(changed)).textContent ?? '';
    for (const told of [
      'Since main (0123456789, where this work left it)',
      '1 object new, 1 gone, 1 changed; 4 findings new, 1 no more',
      'rewritten nvidia.com/mig-1g.10gb: 1, 3 pods, 3 → 0.426 GPU',
      'not there',
      '0.142 → 0.426 GPU',
      '255.60 → 766.80 EUR a month',
      'Found no more',
      'guard/image',
      'worse: 4 pods refused, 1 in main',
    ])
      expect(page).toContain(told);
    expect(written(report)).not.toContain('id="since"');
    expect(render(changed, { ...wishes, quiet: true })).not.toContain('id="since"');
  });

  test('without anything found says so', () => {
    const clean = written({ ...report, findings: [], reviewed: [], teams: [], unread: [] });
    expect(clean).toContain('Nothing was found.');
    expect(clean).toContain('No object makes pods.');
  });
});

test.each([
  ['a review', report],
  ['what differs from a base', changed],
])('whatever anything is called, the page of %s is made of the same parts', (_what, of) => {
  const shape = shapeOf(of);
  fc.assert(
    fc.property(anyName, (name) => expect(shapeOf(called(name, of))).toEqual(shape)),
    { numRuns: 40 },
  );
});
