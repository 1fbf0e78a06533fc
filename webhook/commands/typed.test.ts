/** What is held against pages must be able to find something. */
import { describe, expect, test } from '@jest/globals';
import { commandsIn, faultsIn, lines, toolAt } from './typed.ts';

describe('commands of a line', () => {
  test.each([
    ['npx tranche lint . # looks', [['npx', 'tranche', 'lint', '.']]],
    ['a | b -c && d &', [['a'], ['b', '-c'], ['d']]],
    ['source <(tranche completion zsh)', [['source'], ['tranche', 'completion', 'zsh']]],
    ['tranche man > x/y.1', [['tranche', 'man']]],
    ["a --set 'b[0].c=d,e={1,2}'", [['a', '--set', 'b[0].c=d,e={1,2}']]],
    [
      'kubectl exec deploy/x -- node y',
      [
        ['kubectl', 'exec', 'deploy/x'],
        ['node', 'y'],
      ],
    ],
    ['kept() { a "$@"; }', [['kept'], ['a', '$@']]],
    [
      'a job/$(b -c)',
      [
        ['a', 'job/$'],
        ['b', '-c'],
      ],
    ],
  ])('%s', (line, want) => {
    expect(commandsIn(line)).toEqual(want);
  });

  test('go on behind a backslash', () => {
    expect(lines('a \\\n  b\n\nc\n')).toEqual(['a    b', 'c']);
  });
});

describe('words that a program does not know are found', () => {
  test.each([
    ['npx tranche review deploy/ -s a=b.yaml -o text,md=c.md', []],
    ['kubectl tranche snapshot diff a.yaml b.yaml -o json', []],
    ['tranche --version', []],
    ['tranche snapshot diff --namespace x', ['tranche snapshot diff has no option --namespace']],
    ['tranche revue deploy/', ['tranche has no command revue']],
    ['tranche review --snapshots a.yaml', ['tranche review has no option --snapshots']],
    [
      'tranche review --snap=a.yaml -x',
      ['tranche review has no option --snap', 'tranche review has no option -x'],
    ],
    ['make build', []],
    ['sed -i s/a/b/', []],
  ])('%s', (line, want) => {
    expect(commandsIn(line).flatMap(faultsIn)).toEqual(want);
  });

  test('make is asked for its targets', () => {
    expect(faultsIn(['make', 'buidl'])).toEqual([expect.stringContaining('buidl')]);
  });

  test.each(['kubectl', 'helm'] as const)('%s is asked for its flags, where it is', (tool) => {
    const words = {
      kubectl: ['apply', '--server-side'],
      helm: ['template', 'x', 'y', '--set=a=b'],
    }[tool];
    const want = toolAt(tool) === undefined ? [] : [expect.stringContaining('--no-such')];
    expect(faultsIn([tool, ...words])).toEqual([]);
    expect(faultsIn([tool, ...words, '--no-such'])).toEqual(want);
  });
});
