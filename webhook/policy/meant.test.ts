/** What is offered to whoever wrote an amount or a time as people do. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { readText } from './read.ts';
import { meant } from './meant.ts';
import { duration, memory, time } from './schema/words.ts';

const of = (schema: { pattern?: string }) => new RegExp(schema.pattern ?? '');
const [MEMORY, TIME, DURATION] = [of(memory('')), of(time('')), of(duration(''))];

describe('somebody who wrote', () => {
  const table: { written: string; pattern: RegExp; help: string | undefined }[] = [
    { written: '16GB', pattern: MEMORY, help: 'did you mean 16G, or in powers of 1024 16Gi?' },
    { written: '1.5 gb', pattern: MEMORY, help: 'did you mean 1.5G, or in powers of 1024 1.5Gi?' },
    { written: '64KB', pattern: MEMORY, help: 'did you mean 64k, or in powers of 1024 64Ki?' },
    { written: '16GiB', pattern: MEMORY, help: 'did you mean 16Gi?' },
    { written: '16 Gi', pattern: MEMORY, help: 'did you mean 16Gi?' },
    { written: '320', pattern: MEMORY, help: 'it lacks the unit; did you mean 320Gi?' },
    { written: '24', pattern: DURATION, help: 'it lacks the unit; did you mean 24h?' },
    { written: '16 apples', pattern: MEMORY, help: undefined },
    {
      written: '2026-12-31',
      pattern: TIME,
      help: 'a day has no hour; its end in UTC is 2026-12-31T23:59:59Z',
    },
    {
      written: '2026-12-31 18:00',
      pattern: TIME,
      help: 'it lacks the zone; in UTC it is 2026-12-31T18:00:00Z',
    },
    {
      written: '2026-12-31T18:00Z',
      pattern: TIME,
      help: 'in full it is 2026-12-31T18:00:00Z',
    },
    { written: 'next week', pattern: TIME, help: undefined },
    { written: '16GB', pattern: TIME, help: undefined },
    { written: '2026-12-31', pattern: DURATION, help: undefined },
  ];
  test.each(table)('$written', ({ written, pattern, help }) => {
    expect(meant(written, pattern)).toBe(help);
  });
});

test('what is offered for an amount the field takes, whatever was written', () => {
  const written = fc.stringMatching(/^\d{1,4}(\.\d{1,2})? ?[kKmMgGtT]i?[bB]?$/);
  fc.assert(
    fc.property(written, (text) => {
      const offered = /did you mean (\S+?)(?:, or in powers of 1024 (\S+))?\?/.exec(
        meant(text, MEMORY) ?? '',
      );
      expect(offered).not.toBeNull();
      for (const one of offered?.slice(1).filter((part) => part !== undefined) ?? [])
        expect(one).toMatch(MEMORY);
    }),
  );
});

test('whoever reads the fault of a file is told', () => {
  const { faults } = readText(
    'a.yaml',
    'apiVersion: tranche.dev/v1alpha1\nkind: GpuQuota\nmetadata: { name: a }\nspec: { namespaces: [a], limits: { vram: 16GB } }\n',
  );
  expect(faults).toMatchObject([{ help: 'did you mean 16G, or in powers of 1024 16Gi?' }]);
});
