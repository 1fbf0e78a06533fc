/** The demo's lines: for each manifest what was asked, what would be stored, and why. */
import { gpus } from '../core/text.ts';
import { titleOf } from '../core/title.ts';
import type { Colours } from './colour.ts';
import { podDiff } from './pod-view.ts';

/** What the wire told of one manifest's pods. */
export interface Story {
  readonly number: number;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly pods: number;
  readonly verdict: 'rewritten' | 'kept whole' | 'requests set' | 'left' | 'refused' | 'never sent';
  /** `group/name` and the sentence behind it. */
  readonly rule: string;
  readonly says: string;
  readonly submitted: unknown;
  readonly admitted: unknown;
  readonly warning: string | undefined;
  /** Of all its pods. */
  readonly asked: number;
  readonly needed: number;
  readonly refused: number;
}

const WIDTH = 100;

export function storyText(story: Story, colours: Colours): string {
  const { number, pods, verdict } = story;
  const title = `${String(number).padStart(2)}  ${titleOf(story)}`;
  const many = pods > 1 ? `, ${pods} pods` : '';
  const gap = ' '.repeat(Math.max(2, WIDTH - title.length - many.length - verdict.length));
  const lines = [
    `${colours.bold(title)}${many}${gap}${paint(verdict, colours)(verdict)}`,
    ...wrapped(`${story.rule}  ${story.says}`, WIDTH - 4).map((line) => `    ${line}`),
    ...podDiff(story.submitted, story.admitted, colours).map((line) => `      ${line}`),
  ];
  if (story.warning !== undefined)
    lines.push(
      ...wrapped(`Warning: ${story.warning}`, WIDTH - 4).map((line) => `    ${colours.dim(line)}`),
    );
  return `${lines.join('\n')}\n\n`;
}

function paint(verdict: Story['verdict'], colours: Colours): (text: string) => string {
  if (verdict === 'refused') return colours.red;
  return ['rewritten', 'requests set'].includes(verdict) ? colours.green : colours.yellow;
}

export function summaryText(stories: readonly Story[], colours: Colours): string {
  const sum = (of: (story: Story) => number) =>
    stories.reduce((total, story) => total + of(story), 0);
  const refused = stories.filter((story) => story.refused > 0);
  const asked = sum((story) => story.asked);
  const needed = sum((story) => story.needed);
  // Of a manifest whose pods are alike, some may be let in before the quota is used up.
  const admitted = sum((s) => (s.pods === 0 ? 0 : (s.asked * (s.pods - s.refused)) / s.pods));
  const lines = [
    colours.bold('Summary'),
    `  cards asked    ${gpus(asked).padStart(7)}   by ${sum((s) => (s.verdict === 'never sent' ? 0 : s.pods))} pods of ${stories.length} manifests`,
    `  cards needed   ${gpus(needed).padStart(7)}   by the ${sum((s) => (s.verdict === 'never sent' ? 0 : s.pods - s.refused))} that were admitted, which asked for ${gpus(admitted)}`,
    `  pods refused   ${String(sum((s) => s.refused)).padStart(7)}`,
    ...refused.flatMap((story) =>
      wrapped(`${titleOf(story)}: ${story.rule}: ${story.says}`, WIDTH - 6).map(
        (line, i) => `${i === 0 ? '    - ' : '      '}${colours.red(line)}`,
      ),
    ),
    '  Needed counts thousandths of a card, rounded down per slice; a slice of an eighth of the memory',
    '  and a seventh of the compute counts a seventh.',
  ];
  return `${lines.join('\n')}\n`;
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
