/** A page of ours in a real browser that may fetch nothing, and what it tried all the same. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromium as launcher } from 'playwright-core';

import { chromium } from '../binaries/chromium.ts';

/** Answered by the test itself, so that the page has an origin as any other. */
const ADDRESS = 'https://review.example/report.html';

export async function launch(): Promise<Browser> {
  const { path, env } = await chromium();
  const own = Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
  return launcher.launch({ executablePath: path, env: { ...own, ...env } });
}

export interface Shown {
  readonly page: Page;
  /** What it asked for beside itself, was kept from and failed in. */
  readonly amiss: string[];
}

export async function show(
  browser: Browser,
  html: string,
  options: BrowserContextOptions = {},
): Promise<Shown> {
  const amiss: string[] = [];
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  await context.route('**/*', (route) => {
    const url = route.request().url();
    if (url.split('#')[0] === ADDRESS)
      return route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' });
    amiss.push(`asked for ${url}`);
    return route.abort();
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => amiss.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) amiss.push(message.text());
  });
  page.on('dialog', (dialog) => {
    amiss.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(ADDRESS);
  return { page, amiss };
}
