/** Whatever happens in the thread of a run, reviews are answered: the event loop here goes on turning. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Order } from './order.ts';
import { isOutOfMemory, threadsOf, type Thread } from './thread.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-thread-'));
afterAll(() => rmSync(folder, { recursive: true }));

const begun = (...documents: readonly string[]): Thread => {
  const order: Order = { prometheus: { url: 'http://p' }, documents, since: 60, deadline: 0 };
  return threadsOf(new URL('./stuck.fixture.ts', import.meta.url), 64)(order);
};

const faultOf = async ({ done }: Thread): Promise<unknown> => {
  try {
    await done;
  } catch (fault) {
    return fault;
  }
  throw new Error('there was no fault');
};

test('while a thread cannot turn its own event loop, this one turns a thousand times', async () => {
  const file = join(folder, 'enough');
  const thread = begun('stuck', file);
  let over = false;
  const done = thread.done.then((report) => ((over = true), report));
  for (let turns = 0; turns < 1_000; turns++) await turn();
  expect(over).toBe(false);
  writeFileSync(file, '');
  expect(await done).toBe('stuck');
  await thread.end();
});

describe('a thread', () => {
  test('that hangs can be ended', async () => {
    const thread = begun('stuck', join(folder, 'never'));
    const fault = faultOf(thread);
    await thread.end();
    expect(String(await fault)).toContain('ended with');
  });

  test('that fills its heap ends, and nobody else', async () => {
    expect(isOutOfMemory(await faultOf(begun('greedy')))).toBe(true);
  });

  test('that fills its heap ends, too, where the process was given a larger one', () => {
    const program = fileURLToPath(new URL('./greedy-process.fixture.ts', import.meta.url));
    const { stdout } = spawnSync(
      process.execPath,
      ['--max-old-space-size=4096', '--no-warnings', program],
      { encoding: 'utf8' },
    );
    expect(JSON.parse(stdout)).toEqual({ isOutOfMemory: true, limitMiB: expect.any(Number) });
    const { limitMiB } = JSON.parse(stdout) as { limitMiB: number };
    expect(limitMiB).toBeGreaterThan(4000);
  });

  test('that fails says why', async () => {
    const fault = await faultOf(begun('fails'));
    expect([String(fault), isOutOfMemory(fault)]).toEqual(['Error: Prometheus is away', false]);
  });

  test('that ends without a word is no report', async () => {
    expect(String(await faultOf(begun('ends')))).toContain('ended with 0');
  });
});
