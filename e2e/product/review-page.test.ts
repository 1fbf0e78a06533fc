/** The page of a review as its readers have it before them: in Chromium, narrow and wide, light and dark. */
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { render } from '../../webhook/review/outputs/html.ts';
import { called, large, WICKED } from '../../webhook/review/outputs/pages/wicked.fixture.ts';
import { report } from '../../webhook/review/report.fixture.ts';
import type { Report } from '../../webhook/review/report.ts';
import { changed } from '../../webhook/review/since.fixture.ts';
import { canBrowse } from '../binaries/chromium.ts';
import { launch, show } from './browsing.ts';

jest.setTimeout(180_000);
const suite = (await canBrowse()) ? describe : describe.skip;

const htmlOf = (of: Report): string => render(of, { colour: false, quiet: false });
const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1280, height: 900 };

const unbroken = called(`${'very-long-name-'.repeat(8)}${'x'.repeat(120)}`);

/** What reaches out of the page, and what covers its neighbour; frames that move by themselves may hold more. */
const misplaced = (page: Page): Promise<string[]> =>
  page.evaluate(`(() => {
    const said = [];
    const root = document.documentElement;
    if (root.scrollWidth > innerWidth) said.push('the page is ' + root.scrollWidth + ' wide');
    const name = (at) => at.tagName + '.' + at.className + ' ' + at.textContent.trim().slice(0, 40);
    for (const at of document.querySelectorAll('body *'))
      if (!at.closest('.wide, .diff, .skip, .unseen') && at.getBoundingClientRect().right > innerWidth + 1)
        said.push('reaches out: ' + name(at));
    for (const around of document.querySelectorAll('.top, .tiles, .tiles > div, .sums p, .filter, .findings, .findings > li, .meta, summary, .chips, .inside, .slices, main, tr, dl')) {
      const boxes = [...around.children].map((at) => [at, at.getBoundingClientRect()]).filter(([, box]) => box.width * box.height > 1);
      for (const [nth, [one, a]] of boxes.entries())
        for (const [other, b] of boxes.slice(nth + 1))
          if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1)
            said.push(name(one) + ' covers ' + name(other));
    }
    return said;
  })()`);

/** As axe sees it, contrast among it; each with the element that it stands at. */
async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate('axe.run()')) as axe.AxeResults;
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
  );
}

suite('the page of a review', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  describe.each([
    ['narrow', NARROW],
    ['wide', WIDE],
  ])('%s', (_name, viewport) => {
    test.each([
      ['of the usual', report],
      ['with names that never break', unbroken],
      ['of many objects', large(30)],
      ['of what differs from a base', changed],
    ])('%s: nothing covers anything or reaches out of it', async (_what, of) => {
      const { page, amiss } = await show(browser, htmlOf(of), { viewport });
      expect(await misplaced(page)).toEqual([]);
      expect(amiss).toEqual([]);
      await page.context().close();
    });

    test.each(['light', 'dark'] as const)('%s: there is no barrier', async (colorScheme) => {
      const { page } = await show(browser, htmlOf(changed), { viewport, colorScheme });
      expect(await barriers(page)).toEqual([]);
      await page.context().close();
    });
  });

  test('names of all kinds are only read', async () => {
    for (const name of WICKED) {
      const { page, amiss } = await show(browser, htmlOf(called(name)), { viewport: WIDE });
      expect(amiss).toEqual([]);
      expect(await page.locator('img, iframe, object, embed, link:not([rel=icon])').count()).toBe(
        0,
      );
      expect(await page.locator('script').count()).toBe(1);
      await page.context().close();
    }
  });

  test('what got in all the same would be kept from running and asking', async () => {
    const [got, rest] = ['<b onclick="x">', htmlOf(report)];
    const spoiled = rest.replace(
      '</main>',
      `${got}</b><script>document.title = 'mine'</script><img src="https://evil.example/x.png" onerror="document.title='mine'"></main>`,
    );
    const { page, amiss } = await show(browser, spoiled);
    expect(await page.title()).toBe('Tranche review: could not tell all');
    expect(amiss.join('\n')).toMatch(/Content Security Policy/);
    expect(amiss.join('\n')).not.toMatch(/asked for/);
    await page.context().close();
  });

  test('its colours are those of the reader’s system, until others are chosen, with scripts or without', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const options = { colorScheme: 'dark', javaScriptEnabled, viewport: WIDE } as const;
      const { page } = await show(browser, htmlOf(report), options);
      expect(await backgroundOf(page)).toBe('rgb(13, 17, 23)');
      await page.getByLabel('Light').check();
      expect(await backgroundOf(page)).toBe('rgb(255, 255, 255)');
      await page.reload();
      // Who may run scripts is remembered.
      expect(await backgroundOf(page)).toBe(
        javaScriptEnabled ? 'rgb(255, 255, 255)' : 'rgb(13, 17, 23)',
      );
      await page.context().close();
    }
  });

  test('without scripts all is there, and nothing that would do nothing', async () => {
    const { page } = await show(browser, htmlOf(large(5)), { javaScriptEnabled: false });
    expect(await page.locator('.findings > li:visible').count()).toBe(15);
    await page.locator('.before > summary').click();
    expect(await page.locator('.findings > li:visible').count()).toBe(20);
    expect(await page.locator('.filter').isVisible()).toBe(false);
    expect(await page.locator('#all').isVisible()).toBe(false);
    await page.locator('.card > summary').first().click();
    expect(await page.locator('.inside').first().isVisible()).toBe(true);
    await page.context().close();
  });

  test('by keyboard: past the head, into the filter, into a card, and one always sees where', async () => {
    const { page } = await show(browser, htmlOf(large(5)), { viewport: WIDE });
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('To the findings');
    for (let steps = 0; steps < 30; steps++) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(OUTLINED)).toBe('');
    }
    await page.keyboard.press('/');
    await page.keyboard.type('RayCluster max-gpus');
    expect(await page.locator('.findings > li:visible').count()).toBe(5);
    expect(await page.locator('#shown').textContent()).toBe('5 of 20 findings, 5 of 10 objects');
    await page.keyboard.press('Escape');
    // But for those that were known before.
    expect(await page.locator('.findings > li:visible').count()).toBe(15);
    await page.locator('.card > summary').first().focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('.card[open]').count()).toBe(1);
    await page.context().close();
  });

  test('shows of levels and clusters what is asked for', async () => {
    const { page } = await show(browser, htmlOf(report), { viewport: WIDE });
    const seen = (): Promise<string[]> =>
      page.locator('.findings > li:visible .chip').allTextContents();
    await page.getByLabel('errors').uncheck();
    expect(await seen()).toEqual(['note']);
    await page.locator('.before > summary').click();
    expect((await seen()).toSorted()).toEqual(['note', 'warning']);
    await page.locator('#cluster').selectOption('eks');
    expect(await seen()).toEqual(['warning']);
    await page.getByLabel('errors').check();
    expect(await seen()).toEqual(['error', 'error', 'warning']);
    expect(await page.locator('.outcome:visible').count()).toBe(2);
    await page.context().close();
  });

  test('a way from a finding opens its object', async () => {
    const { page } = await show(browser, htmlOf(large(5)), { viewport: WIDE });
    await page.locator('.findings a').first().click();
    expect(await page.locator('.card[open]').count()).toBe(1);
    expect(await page.locator('.card[open] h3').isVisible()).toBe(true);
    await page.context().close();
  });

  test('on paper everything is open, in ink, and without switches', async () => {
    const { page } = await show(browser, htmlOf(large(5)), { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await backgroundOf(page)).toBe('rgb(255, 255, 255)');
    expect(await page.locator('.filter').isVisible()).toBe(false);
    const heights = await page
      .locator('.inside')
      .evaluateAll((all) =>
        all.map((one) => (one as unknown as { offsetHeight: number }).offsetHeight),
      );
    expect(Math.min(...heights)).toBeGreaterThan(50);
    await page.context().close();
  });

  test('moves nothing for who wants nothing moved', async () => {
    const still = await show(browser, htmlOf(report));
    const lively = await show(browser, htmlOf(report), { reducedMotion: 'no-preference' });
    expect([await moved(still.page), await moved(lively.page)]).toEqual(['none', 'transform']);
    await still.page.context().close();
    await lively.page.context().close();
  });
});

const moved = (page: Page): Promise<string> =>
  page.evaluate(
    `getComputedStyle(document.querySelector('.card > summary'), '::before').transitionProperty`,
  );

const backgroundOf = (page: Page): Promise<string> =>
  page.evaluate('getComputedStyle(document.body).backgroundColor');

/** What has the focus and does not show it; a switch shows it itself or by what is around it. */
const OUTLINED = `(() => {
  const at = document.activeElement;
  const seen = at === document.body || getComputedStyle(at).outlineStyle !== 'none';
  return seen ? '' : at.outerHTML.slice(0, 100);
})()`;
