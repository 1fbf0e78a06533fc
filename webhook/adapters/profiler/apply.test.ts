/** What stands in the way of one profile must not stand in the way of those behind it. */
import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiFault, type Api, type Ask } from '../cluster/api.ts';
import type { Published } from '../../usage/profiling/published.ts';
import { applied } from './apply.ts';
import { publishedAs } from './published.fixture.ts';
import { written } from './write.ts';

const quick = { tries: 3, backOffMs: 1 };

/** Answers each request as `says` has it, and remembers who was asked for. */
function server(says: (name: string, nth: number) => number): Api & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    ask({ path }: Ask) {
      const name = path.split('/gpuprofiles/')[1] ?? '';
      const nth = asked.filter((one) => one === name).length;
      asked.push(name);
      const status = says(name.replace('/status', ''), nth);
      if (status >= 300) throw new ApiFault(status, `${name} was answered ${status}`);
      return Promise.resolve({});
    },
  };
}

const one = publishedAs();
const named = (name: string): Published => ({ ...one, metadata: { ...one.metadata, name } });
const five = ['a', 'b', 'c', 'd', 'e'].map((name) => named(`deployment-${name}`));
const called = (all: readonly Published[]) => all.map(({ metadata }) => metadata.name).toSorted();
const all = called(five);

describe('a profile that the API server refuses', () => {
  test.each([400, 403, 404, 409, 413, 422])(
    'by %d is told at the end, and all others are written',
    async (status) => {
      const api = server((name) => (name === 'deployment-b' ? status : 200));
      const { written: put, refused } = await applied(api, five, quick);
      expect(called(put)).toEqual(all.filter((name) => name !== 'deployment-b'));
      expect(refused).toEqual([
        { namespace: 'speech', name: 'deployment-b', says: `deployment-b was answered ${status}` },
      ]);
      // It is asked for once, and its status not at all.
      expect(api.asked.filter((name) => name.startsWith('deployment-b'))).toHaveLength(1);
    },
  );

  test('or that no object can be is not even asked for', async () => {
    const api = server(() => 200);
    const { written: put, refused } = await applied(api, [named('No_Name'), ...five], quick);
    expect(called(put)).toEqual(all);
    expect(refused).toMatchObject([
      { name: 'No_Name', says: expect.stringContaining('/metadata/name') },
    ]);
    expect(api.asked).not.toContain('No_Name');
  });
});

describe('an API server that is busy or away', () => {
  test.each([0, 429, 500, 503])('for a moment (%d) is asked again', async (status) => {
    const api = server((name, nth) => (name === 'deployment-b' && nth < 2 ? status || 599 : 200));
    const { written: put, refused } = await applied(api, five, quick);
    expect([called(put), refused]).toEqual([all, []]);
  });

  test('for longer ends the run, with how far it came; nobody goes on asking', async () => {
    const api = server((name) => (name === 'deployment-a' ? 200 : 503));
    await expect(applied(api, five, quick)).rejects.toThrow(
      /^1 of 5 profiles were written: .* 503/,
    );
    // Each lane was at one of them.
    expect(api.asked.length).toBeLessThanOrEqual(2 + 4 * quick.tries);
  });

  test('or that knows us no more is not asked another time', async () => {
    const api = server(() => 401);
    await expect(applied(api, five, quick)).rejects.toThrow('401');
    expect(api.asked.length).toBeLessThanOrEqual(4);
  });
});

test('a file that no reader would take is not written, and all others are', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tranche-written-'));
  try {
    const { files, refused } = written(folder, [named('../out'), ...five]);
    expect([files.length, refused.map(({ name }) => name)]).toEqual([5, ['../out']]);
    expect(readdirSync(folder)).toHaveLength(5);
    expect(written(folder, five).files).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
