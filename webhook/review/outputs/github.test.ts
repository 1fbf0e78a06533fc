/** Read back as a runner reads: a line that begins with `::`, its properties apart at commas, each unescaped. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { sayable } from '../../report/sayable.ts';
import { report } from '../report.fixture.ts';
import type { Report } from '../report.ts';
import { isAsKept, wishes } from './golden.contract.ts';
import { render } from './github.ts';
import { many, wildReports } from './wild.fixture.ts';

interface Command {
  readonly command: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

const plain = (data: string) =>
  data
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');

function commandsIn(text: string): (Command | string)[] {
  return text
    .trimEnd()
    .split(/\r\n|\r|\n/)
    .map((line) => {
      const [, command, listed = '', message = ''] =
        /^\s*::([a-z-]+) ?(.*?)::(.*)$/s.exec(line) ?? [];
      if (command === undefined) return line;
      const properties = Object.fromEntries(
        listed
          .split(',')
          .map((one) => one.split(/=(.*)/s).slice(0, 2).map(plain) as [string, string]),
      );
      return { command, properties, message: plain(message) };
    });
}

const read = (of: Report) => commandsIn(render(of, wishes));

describe('GitHub workflow commands', () => {
  const [unread, inChart, today, note, last] = read(report);

  test('are as kept', () => isAsKept('review.github', render));

  test('stand at the line and columns, worst first, without what was known', () => {
    expect(unread).toMatchObject({
      command: 'error',
      properties: { file: 'deploy/broken.yaml', line: '7', col: '3' },
    });
    expect(today).toEqual({
      command: 'warning',
      properties: {
        file: 'deploy/a&b <dev>.yaml',
        line: '21',
        endLine: '21',
        col: '15',
        endColumn: '32',
        title: 'quota/team',
      },
      message:
        'Deployment speech/whisper, container asr: team speech may hold 8 GPUs, holds 7 and asks for 3 more (in eks; by what is left today, which does not count here)',
    });
    expect(note).toMatchObject({ command: 'notice' });
    expect(last).toBe(`tranche review: ${report.conclusion.says}`);
  });

  test('name the file of a chart, without a line of what it renders', () => {
    expect(inChart).toMatchObject({
      properties: { file: 'charts/tune/templates/raycluster.yaml', title: 'guard/max-gpus' },
      message: expect.stringMatching(
        /allowed \(line 61 of deploy\/a&b <dev>\.yaml, as rendered\)\nask for at most 4/,
      ),
    });
    expect(inChart).not.toHaveProperty('properties.line');
  });

  test.each([
    { count: 10, want: 'asks for 8 GPUs, and at most 4 are allowed' },
    { count: 11, want: '… and 2 more errors, see the job summary' },
    { count: 500, want: '… and 491 more errors, see the job summary' },
  ])('of $count errors there are ten annotations, the tenth: $want', ({ count, want }) => {
    const commands = read(many(count)).filter((one) => typeof one !== 'string');
    expect(commands).toHaveLength(10);
    expect(commands[9]?.message).toContain(want);
  });

  test('an error of today is one only where it counts as one', () => {
    const conclusion = { ...report.conclusion, includesToday: true };
    const [, , asked] = read({ ...report, conclusion });
    expect(asked).toMatchObject({
      command: 'error',
      message: expect.stringMatching(/\(in eks; by what is left today\)$/),
    });
  });

  test('a container that a sentence names itself is named once', () => {
    const says = 'container asr requests 1 with a limit of 9';
    expect(read(many(1, { says }))[0]).toHaveProperty(
      'message',
      `Deployment speech/whisper: ${says}`,
    );
  });

  test('whatever was written, a runner sees the commands that were meant and no other', () => {
    fc.assert(
      fc.property(wildReports, (wild) => {
        const lines = read(wild);
        const commands = lines.filter((one) => typeof one !== 'string');
        expect(lines.length - commands.length).toBe(1);
        expect(commands).toHaveLength(wild.findings.length + wild.unread.length);
        for (const { command, properties } of commands) {
          expect(['error', 'warning', 'notice']).toContain(command);
          expect(['file', 'line', 'endLine', 'col', 'endColumn', 'title']).toEqual(
            expect.arrayContaining(Object.keys(properties)),
          );
        }
        for (const { says, at } of wild.findings) {
          const file = sayable((at.renderedFrom ?? at.file).replace(/^(?:\.\/+)+/, ''));
          expect(commands).toContainEqual(
            expect.objectContaining({
              properties: expect.objectContaining({ file }),
              message: expect.stringContaining(sayable(says, 2048)),
            }),
          );
        }
      }),
      { numRuns: 200 },
    );
  });
});
