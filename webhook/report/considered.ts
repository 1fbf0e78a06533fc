/** The policies that were considered, a line each: `>` wins, `o` matches, `?` nobody can tell, `x` does not match. */
import type { Considered, Unmet } from '../core/considered.ts';
import { oneLine } from '../core/text.ts';
import type { Colours } from './colour.ts';

const SIGN = { wins: '>', matches: 'o', undecided: '?', 'does not match': 'x' } as const;
const LONGEST = 4096;

export function consideredText(considered: readonly Considered[], colours: Colours): string {
  if (considered.length === 0) return '  there is no policy\n';
  const lines = considered.map((one) => painted(one, oneLine(lineOf(one), LONGEST), colours));
  return `  policies, in the order they win\n${lines.map((line) => `    ${line}\n`).join('')}`;
}

function painted({ outcome }: Considered, line: string, colours: Colours): string {
  if (outcome === 'wins') return colours.green(line);
  if (outcome === 'undecided') return colours.yellow(line);
  return outcome === 'matches' ? line : colours.dim(line);
}

function lineOf(one: Considered): string {
  const { policy, priority, mode, outcome, class: given, guards } = one;
  const parts = [whyOf(one)];
  if (given !== undefined) parts.push(`gives class ${given}`);
  if (guards.length > 0)
    parts.push(
      `guardrails ${guards.map(({ rule, severity }) => `${rule} (${severity})`).join(', ')}`,
    );
  return `${SIGN[outcome]} ${policy} (priority ${priority}, ${mode}): ${parts.join('; ')}`;
}

function whyOf({ outcome, because, unmet }: Considered): string {
  if (outcome === 'wins') return 'wins';
  if (outcome === 'matches') return `matches; ${because ?? ''}`;
  const parts = unmet.map(unmetText).join('; ');
  return outcome === 'undecided' ? `nobody can tell: ${parts}` : parts;
}

const unmetText = ({ part, asked, had }: Unmet): string => `${part} asks for ${asked}, had ${had}`;
