/** The sample report as each output writes it, kept beside; UPDATE_GOLDEN=1 writes it anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { report } from '../report.fixture.ts';
import type { About, Render } from '../report.ts';

const about: About = {
  symptom: 'the pod is refused',
  cause: 'more whole GPUs than the policy gives one pod',
  fix: 'ask for fewer',
};

export const wishes = {
  colour: false,
  quiet: false,
  about: (rule: string) => (rule === 'guard/max-gpus' ? about : undefined),
};

export function isAsKept(name: string, render: Render): void {
  const kept = new URL(`golden/${name}`, import.meta.url);
  const text = render(report, wishes);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(kept, text);
  expect(text).toBe(readFileSync(kept, 'utf8'));
}

/** A text of a schema's owner. */
export const theirs = (name: string): string =>
  readFileSync(new URL(`theirs/${name}`, import.meta.url), 'utf8');
