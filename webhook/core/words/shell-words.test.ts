import { describe, expect, test } from '@jest/globals';
import { shellWords } from './shell-words.ts';

const table: { name: string; text: string; want: string }[] = [
  { name: 'what is run', text: 'cd /a && exec b --c | tee d', want: 'cd /a exec b --c tee d' },
  { name: 'what goes on behind a backslash', text: 'a \\\n  --b 1', want: 'a --b 1' },
  { name: 'what goes on there on Windows', text: 'a \\\r\n  --b 1', want: 'a --b 1' },
  { name: 'what goes on there within quotes', text: '"a \\\n--b 1"', want: 'a --b 1' },
  { name: 'what is escaped', text: `a\\$b it\\'s \\"c\\"`, want: 'a$b its c' },
  { name: 'a quoted value without its quotes', text: `a --b="c" --d='e'`, want: 'a --b=c --d=e' },
  { name: "a shell's text within quotes", text: `sh -c "x; 'y' z"`, want: 'sh -c x y z' },
  { name: "a shell's text within single quotes", text: `sh -c 'x; y'`, want: 'sh -c x y' },
  { name: 'JSON as one word', text: `a --b='{"c": [1, 2]}' d`, want: 'a --b={"c": [1, 2]} d' },
  { name: 'a group of commands in quotes', text: `su -c '{ a b; }'`, want: 'su -c { a b }' },
  { name: 'no way home', text: 'cd && a; pushd b', want: 'a pushd b' },
  { name: 'no way home in quotes', text: `su -c 'cd; a' "cd" b 'cd'`, want: 'su -c a cd b cd' },
  { name: 'no way home beside a here-document', text: 'cd\na <<E\nE\ncd b', want: 'a <<E E cd b' },
  { name: 'no line for the log', text: 'echo "run torchrun; x"; b', want: 'b' },
  {
    name: 'no line for the log, wherever it goes',
    text: 'echo run >&2 && printf x 1>&2; b',
    want: 'b',
  },
  { name: 'no line for nobody', text: 'echo run >/dev/null 2> /dev/stderr; b', want: 'b' },
  { name: 'no line for the log with a quote in it', text: 'echo "a \\" b"; c', want: 'c' },
  { name: 'no line for the log in another language', text: 'LANG=C echo run; b', want: 'b' },
  { name: 'no comment at the end', text: 'a # run it', want: 'a' },
  { name: 'a program that is run as one', text: 'command a b; c', want: 'command a b c' },
  { name: 'a program that is asked alike', text: 'find -v a; b', want: 'find -v a b' },
  { name: 'JSON with semicolons', text: `a '{"b": "c;d"}'`, want: 'a {"b": "c;d"}' },
  {
    name: 'what is echoed into a file, errors and all',
    text: 'echo b > r 2>&1',
    want: 'echo b r 2',
  },
  { name: 'no comment', text: 'a # run it\nb#c', want: 'a b#c' },
  { name: 'no question after a program', text: 'command -v a || which b; c', want: 'c' },
  {
    name: 'both branches',
    text: 'if a; then echo x; b; else c; fi',
    want: 'if a b else c fi',
  },
  { name: 'what is echoed into a file', text: 'echo b > run.sh', want: 'echo b run.sh' },
  { name: 'what is echoed into a shell', text: 'echo b | sh', want: 'echo b sh' },
  { name: 'what is run to be echoed', text: 'echo "$(b c)"', want: 'echo $ b c' },
  { name: 'what is run to be echoed, in old quotes', text: 'echo `b`', want: 'echo b' },
  {
    name: 'all of a here-document',
    text: "cat <<E > r\nit's # b\necho c\nE",
    want: 'cat <<E > r it s # b echo c E',
  },
  { name: 'all of it to its last line', text: 'cat <<E\na\nE\n', want: 'cat <<E a E' },
  { name: 'all where a quote is never closed', text: `echo it's b; c`, want: 'echo it s b c' },
  { name: 'all where a double one is not', text: 'echo "b; c', want: 'echo b c' },
  { name: 'nothing of nothing', text: ' \n ', want: '' },
];

describe('the words of a shell are', () => {
  test.each(table)('$name', ({ text, want }) => {
    expect(shellWords(text).join(' ')).toBe(want);
  });

  test.each([
    '!',
    '{',
    'if a; then',
    'while a; do',
    'if a; then b; else',
    'exec',
    'nohup',
    'sudo',
    'time',
  ])('no line for the log behind %s', (before) => {
    expect(shellWords(`${before} echo run; c`)).toEqual(
      shellWords(`${before.replace(/\S+$/, '')}; c`),
    );
  });

  test.each(['"', "'", '`', '\\', '#', '>', '$(', 'echo a\n', 'a=$(', '"$("', "'{"])(
    'read in one walk of a megabyte of %j',
    (piece) => {
      const text = piece.repeat(1_000_000 / piece.length);
      expect(shellWords(text).length).toBeLessThanOrEqual(text.length);
    },
    2000,
  );
});
