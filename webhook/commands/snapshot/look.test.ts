/** What a cluster has to show for a World to be made of it. */
import { expect, test } from '@jest/globals';
import { ApiFault, type Api } from '../../adapters/cluster/api.ts';
import { filesOf } from './files.ts';
import { look } from './look.ts';

const answering = (statusFor: (path: string) => number): Api => ({
  ask({ path }) {
    const status = statusFor(path);
    return status === 200
      ? Promise.resolve({ metadata: {}, items: [] })
      : Promise.reject(new ApiFault(status, `GET ${path} was answered ${status}`));
  },
});
const seen = (api: Api) => look({ api, policies: [], teams: [], dra: false });

test('one without Tranche lacks nothing, whatever this person may list of its kinds', async () => {
  const bare = answering((path) => (/tranche|configmaps/.test(path) ? 404 : 200));
  expect(await seen(bare)).toMatchObject({ installed: false, missing: [] });
  expect(await filesOf(bare, 'tranche-system', [])).toMatchObject({ absent: true });
});

test('one with it, of which our kinds may not be listed, lacks each of them', async () => {
  const barred = answering((path) => (/tranche.dev\/v1alpha1\//.test(path) ? 403 : 200));
  const { installed, missing } = await seen(barred);
  expect(installed).toBe(true);
  expect(missing).toContainEqual('GpuPolicy: you may not list gpupolicies in all namespaces');
});

test('one of which nothing may be seen is no World without anybody in it', async () => {
  await expect(seen(answering(() => 403))).rejects.toThrow(/^nothing of the cluster may be seen/);
  const some = await seen(answering((path) => (path === '/api/v1/nodes' ? 200 : 403)));
  expect(some.missing.length).toBeGreaterThan(0);
});
