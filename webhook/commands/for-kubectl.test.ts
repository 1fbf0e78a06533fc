/** What is printed of a kept set, for kubectl and for a terminal, whoever has kept it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { written, type KeptSet } from '../adapters/kept/kept-set.ts';
import { readText } from '../policy/read.ts';
import { inCluster, yamlOf } from './kept-documents.ts';
import { historyText } from './kept-history.ts';
import { sourceAt } from './kept-sources.ts';

const quota =
  'apiVersion: tranche.dev/v1alpha1\nkind: GpuQuota\nmetadata: { name: "y" }\nspec: { namespaces: ["no", "on", "0o17", "1e3"] }\n';
const [value] = readText('x', quota).documents.map((one) => one.value);
const own = {
  ...(value as object),
  metadata: { name: 'y', labels: { gpu: 'yes', '010': '0X1F' } },
};

const setOf = (from: string, words?: KeptSet['written']): KeptSet => ({
  hash: 'aaaaaaaaaaaa',
  at: '2026-11-21T09:00:00.000Z',
  changes: { added: ['GpuQuota y'], changed: [], removed: [] },
  said: [{ from, value }],
  ...(words === undefined ? {} : { written: words }),
});

test.each(['1.1', '1.2'] as const)('reads as it was in force by YAML %s', (version) => {
  const read = (set: KeptSet): unknown => parse(yamlOf(inCluster(set)), { version });
  expect(value).toMatchObject({ kind: 'GpuQuota' });
  expect(read(setOf('cluster GpuQuota y'))).toEqual(value);
  expect(read(setOf('cluster GpuQuota y', { 'GpuQuota y': own }))).toEqual(own);
});

const RAW = '\u001b[2J\n\u009b1m\r\u2028\u202e';

/** Nothing that a terminal obeys, and no line that nobody of us has ended. */
const expectLetters = (text: string, lines: number): void => {
  expect(text.split('\n')).toHaveLength(lines + 1);
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028]/u);
};

test('what a stranger says at a port is letters, wherever it is shown', () => {
  const changes = { added: [`GpuQuota ${RAW}`], changed: [RAW], removed: [RAW] };
  const sources = { [`GpuQuota ${RAW}`]: RAW, [RAW]: `/etc/${RAW}` };
  const forged = [{ ...setOf(`cluster ${RAW}`), at: RAW, changes, sources }];
  expectLetters(historyText(forged, { output: 'text', where: '' }), 2);
  expectLetters(historyText(forged, { begins: 'aaaa', output: 'text', where: '' }), 4);
  const shown = yamlOf(inCluster({ ...setOf(`cluster ${RAW}\nspec: { namespaces: [all] }`) }));
  expectLetters(shown, yamlOf(inCluster(setOf('cluster GpuQuota y'))).split('\n').length - 1);
  expect(parse(shown)).toEqual(value);
});

test('and so is what it says where it has no set', async () => {
  let lists = 0;
  const server = createServer((asked, answer) => {
    if (asked.url === '/policies') answer.statusCode = lists++ === 0 ? 500 : 200;
    answer.end(asked.url === '/policies' ? RAW : torn);
  });
  const torn = written({ ...setOf(RAW), said: [{ from: RAW, value: { kind: RAW } }] });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  const source = sourceAt({ server: `http://127.0.0.1:${port}` });
  const asked = [() => source.entries(), () => source.entries(), () => source.set('aaaaaaaaaaaa')];
  const said: string[] = [];
  for (const ask of asked) said.push(await ask().then(String, String));
  server.close();
  expect(said).toEqual(
    ['was answered 500', 'has no list of sets', 'cannot be read'].map((why) =>
      expect.stringContaining(why),
    ),
  );
  for (const line of said) expectLetters(line, 0);
});
