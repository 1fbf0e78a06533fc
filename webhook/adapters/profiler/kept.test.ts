/** What an earlier run kept is found in whichever form it was printed. */
import { expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { statusesInTexts } from './kept.ts';

const status = { checkpoints: [{ name: 'server', version: 1 }] };
const profile = (name: string) => ({
  apiVersion: 'tranche.dev/v1alpha1',
  kind: 'GpuProfile',
  metadata: { name, namespace: 'speech' },
  status,
});
const list = { apiVersion: 'v1', kind: 'List', items: [profile('asr'), profile('tts')] };

test.each<[string, string]>([
  ['as YAML, one after the other', list.items.map((one) => stringify(one)).join('---\n')],
  ['as a List of YAML', stringify(list)],
  ['as JSON on one line', JSON.stringify(list)],
  ['as JSON on many', JSON.stringify(list, null, 2)],
  ['under a key in quotes', stringify(list).replaceAll('checkpoints:', "'checkpoints' :")],
])('%s', (_, text) => {
  expect([...statusesInTexts([text])]).toEqual([
    ['speech/asr', status],
    ['speech/tts', status],
  ]);
});
