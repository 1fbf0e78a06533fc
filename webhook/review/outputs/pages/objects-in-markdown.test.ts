/** Of objects a comment shows those that somebody should look at, and of each what becomes of it. */
import { expect, test } from '@jest/globals';
import { report } from '../../report.fixture.ts';
import type { Report } from '../../report.ts';
import { changed } from '../../since.fixture.ts';
import { render } from '../md.ts';

const written = (of: Report): string => render(of, { colour: false, quiet: false });

test('who is let in without asking for a GPU is said to get none', () => {
  const [whisper] = report.reviewed;
  if (whisper === undefined) throw new Error('there is one');
  const left = { verdict: 'left', asked: '', chosen: '', diff: [] } as const;
  const outcomes = whisper.outcomes.map((one) => ({ ...one, ...left }));
  const text = written({ ...report, reviewed: [{ ...whisper, outcomes }] });
  expect(text).toContain('| no GPU | no GPU | the same | small-models');
  expect(text).not.toContain('<code></code>');
});

test('of what is refused no change is shown, and where some are let in, how many are', () => {
  const [whisper] = report.reviewed;
  if (whisper === undefined) throw new Error('there is one');
  const of = (admitted: number): string => {
    const refused = { verdict: 'refused', inForce: true, pods: { judged: 4, admitted } } as const;
    const outcomes = whisper.outcomes.slice(0, 1).map((one) => ({ ...one, ...refused }));
    return written({ ...report, reviewed: [{ ...whisper, outcomes }] });
  };
  expect(of(0)).toContain(': refused, 3 GPU asked</summary>');
  expect(of(0)).not.toContain('```diff');
  expect(of(3)).toContain(': 1 of 4 pods refused, 3 → 0.426 GPU</summary>');
  expect(of(3)).toContain('```diff');
});

test('an object that comes out as before is counted, unless something new is found in it', () => {
  const { comparison, findings, ...rest } = changed;
  if (comparison === undefined) throw new Error('there is one');
  const same = { ...rest, comparison: { ...comparison, objects: [] } };
  const known = findings.map((one) => ({ ...one, known: true as const }));
  const text = written({ ...same, findings: known });
  expect(text).not.toContain('<summary><b>');
  expect(text).toContain('2 objects whose GPUs are as in main: `-o html=FILE`');
  const [found] = findings;
  if (found === undefined) throw new Error('there is one');
  const worse = written({ ...same, findings: [found, ...known.slice(1)] });
  expect(worse.match(/<summary><b>.*?<\/b>/g)).toEqual([
    '<summary><b>RayCluster research/tune (gpu-workers)</b>',
  ]);
  expect(worse).toContain('1 object whose GPUs are as in main');
});
