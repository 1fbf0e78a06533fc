import { gunzipSync } from 'node:zlib';
import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { ApiFault, type Api, type Ask } from '../../adapters/cluster/api.ts';
import type { Header } from '../../adapters/snapshot/text.ts';
import { KEY, publish } from './config-map.ts';

const place = { namespace: 'tranche-system', name: 'tranche-snapshot' };
const header: Header = {
  version: '1.2.3',
  readAt: '2026-11-22T09:17:00.000Z',
  cluster: 'prod',
  policyHash: 'abc',
  counts: {},
  missing: ['Job: you may not list jobs'],
};

function listening(answer: () => Promise<Record<string, unknown>> = () => Promise.resolve({})) {
  const asked: Ask[] = [];
  const api: Api = { ask: (ask) => (asked.push(ask), answer()) };
  return { asked, api };
}

test('a snapshot is applied whole to the one ConfigMap, with what tells of it', async () => {
  const { asked, api } = listening();
  const text = 'kind: World\n'.repeat(200_000);
  const bytes = await publish(api, place, header, text);
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({
    method: 'PATCH',
    path: '/api/v1/namespaces/tranche-system/configmaps/tranche-snapshot',
    query: { fieldManager: 'tranche-snapshot', force: 'true' },
    body: {
      type: 'application/apply-patch+yaml',
      value: {
        metadata: {
          ...place,
          annotations: {
            'tranche.dev/read-at': '2026-11-22T09:17:00.000Z',
            'tranche.dev/version': '1.2.3',
            'tranche.dev/policies': 'abc',
            'tranche.dev/missing': '1',
            'tranche.dev/cluster': 'prod',
          },
        },
      },
    },
  });
  const { value } = asked[0]?.body ?? {};
  const packed = Buffer.from(
    (value as { binaryData: Record<string, string> }).binaryData[KEY] ?? '',
    'base64',
  );
  expect(packed).toHaveLength(bytes);
  expect(gunzipSync(packed).toString()).toBe(text);
});

test('one that a ConfigMap has no room for is not sent, and it is said what helps', async () => {
  const { asked, api } = listening();
  const large = randomBytes(1_200_000).toString('hex');
  await expect(publish(api, place, header, large)).rejects.toThrow(
    /^the snapshot is 2344 KiB and compressed 1\d{3} KiB; ConfigMap tranche-snapshot of namespace tranche-system has room for 1024 KiB, and stays as it was\. --teams .*snapshot\.persistentVolumeClaim/,
  );
  expect(asked).toEqual([]);
});

test('why the API server took none is said in its words', async () => {
  const said = 'configmaps "tranche-snapshot" is forbidden';
  const { api } = listening(() => Promise.reject(new ApiFault(403, 'PATCH was answered', said)));
  await expect(publish(api, place, header, 'x')).rejects.toThrow(
    `cannot write ConfigMap tranche-snapshot of namespace tranche-system: ${said}`,
  );
});
