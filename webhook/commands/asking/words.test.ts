import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { chosenConfig, namespaceOf, tokenOf } from '../../adapters/cluster/config.ts';
import { ApiFault, type Api, type Ask } from '../../adapters/cluster/api.ts';
import { ruleIds } from '../../core/rules.ts';
import { rulesPage } from '../paths.ts';
import { referenceIn } from './reference.ts';
import { cureOf, rowsIn } from './rules-page.ts';
import { serverOf } from './server.ts';
import { seen } from './facts.ts';
import { tokenFor } from './token.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-asking-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an object of the cluster', () => {
  test.each([
    ['pod/asr', 'Pod'],
    ['po/asr', 'Pod'],
    ['deploy/asr', 'Deployment'],
    ['deployments.apps/asr', 'Deployment'],
    ['job/asr', 'Job'],
    ['Job.batch/asr', 'Job'],
    ['sts/asr', 'StatefulSet'],
  ])('%s is a %s', (word, kind) => {
    const found = referenceIn([word]);
    expect([found?.kind.kind, found?.name]).toEqual([kind, 'asr']);
  });

  test('is named in two words as well', () => {
    expect(referenceIn(['deploy', 'asr'])?.kind.kind).toBe('Deployment');
  });

  test.each([
    ['pod.yaml'],
    ['manifests/pod.yaml'],
    ['pod/'],
    ['pod/a/b'],
    ['secret/x'],
    ['pod/../../secrets'],
    ['pod/x?watch=1'],
  ])('%s is none', (word) => {
    expect(referenceIn([word])).toBeUndefined();
  });
});

test('each rule has its row on the page of rules', () => {
  const rows = rowsIn(readFileSync(rulesPage, 'utf8'));
  expect(ruleIds.filter((id) => !rows.has(id))).toEqual([]);
  expect(cureOf('fit/mig')).toEqual({ undo: 'keep the original' });
  expect(cureOf('nobody/knows')).toEqual({});
});

function kubeconfig(user: object): string {
  const file = join(folder, 'kubeconfig');
  const named = { cluster: 'c', user: 'u', namespace: 'speech' };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'here', context: named }],
    'current-context': 'here',
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

describe('the kubeconfig', () => {
  test('says which namespace and which token', async () => {
    const config = chosenConfig({ kubeconfig: kubeconfig({ token: 'abc' }), context: 'here' });
    expect([namespaceOf(config), await tokenOf(config)]).toEqual(['speech', 'abc']);
  });

  test('has no token where it has a certificate, and then it is said what helps', async () => {
    const config = chosenConfig({ kubeconfig: kubeconfig({ username: 'a', password: 'b' }) });
    const token = await tokenFor(new Door(), { namespace: 'speech' }, () => tokenOf(config));
    expect(token).toMatchObject({
      ok: false,
      says: expect.stringContaining(
        'kubectl create token NAME -n speech --audience tranche.dev > FILE',
      ),
    });
  });

  test('must have the context that is asked for', () => {
    const asked = { kubeconfig: kubeconfig({}), context: 'there' };
    expect(() => chosenConfig(asked)).toThrow('--context: there is no there; there are here');
  });
});

/** Answers as the API server and its proxy do. */
class Door implements Api {
  readonly asked: Ask[] = [];
  readonly fault: Error | undefined;

  constructor(fault?: Error) {
    this.fault = fault;
  }

  async ask(ask: Ask) {
    this.asked.push(ask);
    await Promise.resolve();
    if (this.fault !== undefined) throw this.fault;
    return ask.path.endsWith('/token')
      ? { status: { token: 'made' } }
      : {
          startedAt: 'a',
          found: 2,
          since: 'b',
          items: [{ at: 'c', pod: { name: 'asr' }, operation: 'CREATE' }],
        };
  }
}

const none = async () => undefined;

describe('a token', () => {
  test('is made for us alone, of an account that is named', async () => {
    const api = new Door();
    const wishes = { namespace: 'speech', serviceAccount: 'ci/deployer' };
    expect(await tokenFor(api, wishes, none)).toEqual(seen('made'));
    expect(api.asked).toMatchObject([
      {
        path: '/api/v1/namespaces/ci/serviceaccounts/deployer/token',
        body: { value: { spec: { audiences: ['tranche.dev'], expirationSeconds: 600 } } },
      },
    ]);
  });

  test('is read from a file, which must be there', async () => {
    const file = join(folder, 'token');
    writeFileSync(file, 'abc\n');
    expect(await tokenFor(new Door(), { namespace: 'x', tokenFile: file }, none)).toEqual(
      seen('abc'),
    );
    const gone = { namespace: 'x', tokenFile: join(folder, 'gone') };
    await expect(tokenFor(new Door(), gone, none)).rejects.toThrow('no such file');
  });
});

const serve = (api: Api) => serverOf({ api, home: 'tranche-system', token: seen('secret') });

describe('the server', () => {
  test('is asked through the proxy, with the token in a header of our own', async () => {
    const api = new Door();
    const memory = await serve(api).decisions('speech', ['Deployment/asr', 'ReplicaSet/asr-1']);
    expect(memory).toMatchObject({
      ok: true,
      value: { since: 'b', whole: false, items: [{ at: 'c' }] },
    });
    expect(api.asked).toEqual([
      {
        path:
          '/api/v1/namespaces/tranche-system/services/https:tranche:inquiry/proxy/decisions' +
          '?namespace=speech&of=Deployment%2Fasr&of=ReplicaSet%2Fasr-1',
        headers: { 'X-Tranche-Token': 'secret' },
      },
    ]);
  });

  test('says why the API server was not reached', async () => {
    const fault = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
    expect(await serve(new Door(fault)).status()).toMatchObject({
      ok: false,
      says: 'the API server could not be asked: fetch failed: connect ECONNREFUSED',
    });
  });

  test.each([
    [403, 'tranche: jane may not get decisions.tranche.dev', /^jane may not get/],
    [403, 'services "https:tranche:inquiry" is forbidden', /lets nobody of this name through/],
    [404, 'services "tranche" not found', /no door for questions in namespace tranche-system/],
    [503, 'no endpoints available', /does not run, or is not ready/],
    [502, '', /answered 502/],
  ])('says why it did not answer: %d %s', async (status, said, why) => {
    const memory = await serve(new Door(new ApiFault(status, 'x', said))).decisions('speech', []);
    expect(memory).toMatchObject({ ok: false, status, says: expect.stringMatching(why) });
  });
});
