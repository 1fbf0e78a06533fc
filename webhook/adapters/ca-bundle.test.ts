import { afterEach, describe, expect, test } from '@jest/globals';
import { caBundle, type CaBundle } from './ca-bundle.ts';
import { ApiFault, type Ask } from './cluster/api.ts';
import { isRecord, textIn, type Raw } from './raw.ts';

let bundle: CaBundle | undefined;
afterEach(() => bundle?.stop());

const PEM = '-----BEGIN CERTIFICATE-----\nours\n-----END CERTIFICATE-----\n';
const encoded = Buffer.from(PEM).toString('base64');

interface Webhook {
  name: string;
  clientConfig: { caBundle?: string };
}

const path = (kind: string) =>
  `/apis/admissionregistration.k8s.io/v1/${kind}webhookconfigurations/tranche`;

/** Two configurations as an API server keeps them, with just enough of JSON Patch. */
function cluster() {
  const configurations = new Map<string, Webhook[]>([
    [path('mutating'), [{ name: 'mutate', clientConfig: {} }]],
    [
      path('validating'),
      [
        { name: 'validate', clientConfig: { caBundle: 'b2xk' } },
        { name: 'templates', clientConfig: {} },
      ],
    ],
  ]);
  const patches: Ask[] = [];
  let fault: Error | undefined;

  function patch(webhooks: Webhook[], op: Raw): void {
    const [, , index, field] = textIn(op, 'path').split('/');
    const webhook = webhooks[Number(index)];
    if (webhook === undefined) throw new ApiFault(422, 'no such webhook');
    if (field === 'name' && webhook.name !== op['value'])
      throw new ApiFault(422, 'the test failed');
    if (field === 'clientConfig') webhook.clientConfig.caBundle = textIn(op, 'value');
  }

  async function ask(asked: Ask): Promise<Raw> {
    await Promise.resolve();
    if (fault !== undefined) throw fault;
    const webhooks = configurations.get(asked.path);
    if (webhooks === undefined) throw new ApiFault(404, 'not found');
    if (asked.method === 'PATCH') {
      patches.push(asked);
      const ops: unknown = asked.body?.value;
      for (const op of Array.isArray(ops) ? ops.filter(isRecord) : []) patch(webhooks, op);
    }
    return { webhooks: structuredClone(webhooks) };
  }

  return { configurations, patches, ask, fail: (with_?: Error) => (fault = with_) };
}

function keeper(api: { ask: (ask: Ask) => Promise<Raw> }, everyMs = 10_000) {
  const told: string[] = [];
  bundle = caBundle({
    api,
    mutating: ['tranche'],
    validating: ['tranche'],
    tell: (event) => told.push(event),
    everyMs,
  });
  bundle.keep(PEM);
  return { bundle, told };
}

const held = (configurations: Map<string, Webhook[]>) =>
  [...configurations.values()].flat().map(({ clientConfig }) => clientConfig.caBundle);

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !holds(); i++) await new Promise((next) => setTimeout(next, 5));
  expect(holds()).toBe(true);
}

describe('the certificate authority in the configurations', () => {
  test('is written into every webhook, and read back', async () => {
    const { configurations, patches, ask } = cluster();
    const { bundle: kept } = keeper({ ask });
    expect(kept.inPlace(PEM)).toBe(false);
    await kept.ensure();
    expect(held(configurations)).toEqual([encoded, encoded, encoded]);
    expect(kept.inPlace(PEM)).toBe(true);
    expect(kept.inPlace(`${PEM}another`)).toBe(false);
    expect(patches.map(({ body }) => body?.type)).toEqual(
      Array(2).fill('application/json-patch+json'),
    );
  });

  test('is left alone where it is right', async () => {
    const { patches, ask } = cluster();
    const { bundle: kept } = keeper({ ask });
    await kept.ensure();
    await kept.ensure();
    expect(patches).toHaveLength(2);
  });

  test('is put back when somebody takes it out', async () => {
    const { configurations, ask } = cluster();
    const { bundle: kept } = keeper({ ask }, 10);
    kept.start();
    await until(() => held(configurations).every((one) => one === encoded));
    configurations.set(path('mutating'), [{ name: 'mutate', clientConfig: {} }]);
    await until(() => held(configurations).every((one) => one === encoded));
  });

  test('that is replaced is written within one turn, and the old one is in place no more', async () => {
    const { configurations, ask } = cluster();
    const { bundle: kept } = keeper({ ask });
    await kept.ensure();
    kept.keep(`${PEM}new`);
    await kept.ensure();
    expect(kept.inPlace(PEM)).toBe(false);
    expect(new Set(held(configurations))).toEqual(
      new Set([Buffer.from(`${PEM}new`).toString('base64')]),
    );
  });

  test('waits for a configuration that is not there, which is told once', async () => {
    const { configurations, ask } = cluster();
    configurations.delete(path('validating'));
    const { bundle: kept, told } = keeper({ ask });
    await kept.ensure();
    await kept.ensure();
    expect(told.filter((event) => event === 'ca-bundle-no-configuration')).toHaveLength(1);
    expect(kept.inPlace(PEM)).toBe(false);
    configurations.set(path('validating'), [{ name: 'validate', clientConfig: {} }]);
    await kept.ensure();
    expect(kept.inPlace(PEM)).toBe(true);
  });

  test('a list that changed under the patch is not patched at the wrong place', async () => {
    const { configurations, ask } = cluster();
    const swapped = async (asked: Ask) => {
      const answer = await ask(asked);
      if (asked.method === undefined)
        configurations
          .get(asked.path)
          ?.unshift({ name: 'theirs', clientConfig: { caBundle: 'dGhlaXJz' } });
      return answer;
    };
    const { bundle: kept } = keeper({ ask: swapped });
    await expect(kept.ensure()).rejects.toThrow('the test failed');
    expect(held(configurations)).toContain('dGhlaXJz');
  });

  test('an API server that cannot be asked is told of and asked again', async () => {
    const { configurations, ask, fail } = cluster();
    fail(new Error('connect ECONNREFUSED'));
    const { bundle: kept, told } = keeper({ ask }, 10);
    await expect(kept.ensure()).rejects.toThrow('ECONNREFUSED');
    kept.start();
    await until(() => told.includes('ca-bundle-failed'));
    fail();
    await until(() => held(configurations).every((one) => one === encoded));
  });

  test('nothing is written before there is a bundle', async () => {
    const { configurations, patches, ask } = cluster();
    const { bundle: kept } = keeper({ ask });
    kept.keep('');
    await kept.ensure();
    expect(patches).toEqual([]);
    expect(held(configurations)).toEqual([undefined, 'b2xk', undefined]);
  });
});
