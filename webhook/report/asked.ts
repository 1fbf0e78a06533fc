/** The answer to "what became of it" on one screen. */
import { oneLine } from '../core/text.ts';
import type { Colours } from './colour.ts';
import { beginning } from './profile-begins.ts';

export interface AskedStory {
  readonly outcome: string;
  readonly pods: readonly string[];
  readonly at?: string;
  readonly says: string;
  readonly changed?: string;
  readonly grounds?: string;
  readonly decision?: string;
  readonly policyHash?: string;
  readonly from: string;
}

export interface AskedAnswer {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly outcome: string;
  readonly stories: readonly AskedStory[];
  readonly advice: { readonly change: readonly string[]; readonly anew: string };
  readonly profileBegins?: string;
  readonly notes: readonly string[];
}

/** More would not fit on a screen; `-o json` has all. */
const MOST_STORIES = 4;
const MOST_CHANGES = 6;
const MOST_NAMES = 3;
const LONGEST = 1024;

export function askedText(answer: AskedAnswer, colours: Colours): string {
  const { kind, namespace, name, outcome, stories, advice, notes, profileBegins } = answer;
  const lines = [
    `${colours.bold(`${namespace}/${kind}/${name}`)}  ${painted(outcome, colours)}`,
    ...stories.slice(0, MOST_STORIES).flatMap((story) => storyLines(story, answer, colours)),
    ...more(stories.length - MOST_STORIES, 'kinds of pods'),
    ...(advice.change.length === 0 ? [] : ['  what would change it']),
    ...advice.change.slice(0, MOST_CHANGES).map((one) => `    ${shown(one)}`),
    `  made anew it would now be: ${shown(advice.anew)}`,
    ...beginning(profileBegins),
    ...notes.map((note) => colours.dim(`  note: ${shown(note)}`)),
  ];
  return `${lines.join('\n')}\n`;
}

const shown = (text: string): string => oneLine(text, LONGEST);

const more = (count: number, what: string): string[] =>
  count > 0 ? [`  and ${count} more ${what}; -o json has all`] : [];

function storyLines(story: AskedStory, answer: AskedAnswer, colours: Colours): string[] {
  const { outcome, pods, at, says, changed, grounds, decision, policyHash, from } = story;
  const when = at === undefined ? '' : ` at ${at}`;
  const set = policyHash === undefined ? '' : `, policy set ${policyHash}`;
  return [
    ...(answer.kind === 'Pod' ? [] : [`  ${painted(outcome, colours)}  ${names(pods)}`]),
    ...(changed === undefined ? [] : [`    ${colours.bold(shown(changed))}`]),
    `    ${shown(says)}`,
    ...(grounds === undefined ? [] : [`    ${shown(grounds)}`]),
    colours.dim(
      decision === undefined
        ? `    by ${from}${when}`
        : `    decision ${decision}${set}${when}, by ${from}`,
    ),
  ];
}

function names(pods: readonly string[]): string {
  if (pods.length === 0) return 'its pods';
  const some = pods.slice(0, MOST_NAMES).map(shown).join(', ');
  return pods.length > MOST_NAMES ? `${pods.length} pods: ${some}, …` : some;
}

function painted(outcome: string, colours: Colours): string {
  switch (outcome) {
    case 'refused':
      return colours.red(outcome);
    case 'rewritten':
    case 'requests set':
      return colours.green(outcome);
    case 'would rewrite':
    case 'would refuse':
      return colours.cyan(outcome);
    default:
      return colours.yellow(outcome);
  }
}
