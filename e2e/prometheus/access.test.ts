/** Whom a real Prometheus lets in, and whom we talk to. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import {
  connectionOf,
  type PrometheusConfig,
} from '../../webhook/adapters/prometheus/connection.ts';
import { prometheusClient } from '../../webhook/adapters/prometheus/client.ts';
import { canAskPrometheus } from '../binaries/prometheus.ts';
import { clientPair, serverPair, type Pair } from './certificates.ts';
import { startPrometheus, type StartedPrometheus } from './start.ts';

jest.setTimeout(60_000);
const suite = (await canAskPrometheus()) ? describe : describe.skip;

/** `open sesame`, as bcrypt has it. */
const SESAME = '$2b$04$RK7p/22NV1cAJkw3oU6nXOJ8AfliIFWzq159gxrMrvrbh8LeANg0.';

/** `let in`, or why not. */
async function asked(config: PrometheusConfig): Promise<string> {
  const client = prometheusClient(connectionOf(config));
  try {
    const { result } = await client.instant('vector(42)', 0, { deadline: Date.now() + 20_000 });
    return result[0]?.value === 42 ? 'let in' : JSON.stringify(result);
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  } finally {
    client.close();
  }
}

suite('a real Prometheus', () => {
  let folder: string;
  let server: Pair & { readonly ca: string };
  let ada: Pair;
  let eve: Pair;
  let started: StartedPrometheus;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tranche-access-'));
    server = await serverPair(folder);
    [ada, eve] = await Promise.all([clientPair(folder, 'ada'), clientPair(folder, 'eve')]);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  afterEach(() => started.stop());

  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  test('that wants a password lets in who has it, also after it was replaced in its file', async () => {
    started = await startPrometheus({ web: { basic_auth_users: { ada: SESAME } } });
    const { url } = started;
    const passwordFile = file('password', 'open wheat\n');
    const config = { url, basic: { username: 'ada', passwordFile } };
    expect(await asked({ url })).toContain('was answered 401: it does not know us');
    expect(await asked(config)).toContain('was answered 401');
    file('password', 'open sesame\n');
    expect(await asked(config)).toBe('let in');
  });

  test('that speaks TLS is believed by our CA, for the name in its certificate, and not else', async () => {
    const { cert: cert_file, key: key_file, ca: caFile } = server;
    started = await startPrometheus({ web: { tls_server_config: { cert_file, key_file } } });
    const { url } = started;
    expect(url).toMatch(/^https:/);
    expect(await asked({ url, tls: { caFile } })).toBe('let in');
    expect(await asked({ url })).toMatch(/certificate/);
    expect(await asked({ url, tls: { caFile: ada.cert } })).toMatch(/certificate/);
    expect(await asked({ url, tls: { caFile, serverName: 'elsewhere' } })).toMatch(/elsewhere/);
    expect(await asked({ url: url.replace('https', 'http') })).toContain('was answered 400');
  });

  test('that wants to know by certificate who asks lets in the one it trusts', async () => {
    const tls_server_config = {
      cert_file: server.cert,
      key_file: server.key,
      client_auth_type: 'RequireAndVerifyClientCert',
      client_ca_file: ada.cert,
    };
    started = await startPrometheus({ web: { tls_server_config } });
    const { url } = started;
    const by = ({ cert: certFile, key: keyFile }: Pair): PrometheusConfig => ({
      url,
      tls: { caFile: server.ca, certFile, keyFile },
    });
    expect(await asked(by(ada))).toBe('let in');
    expect(await asked(by(eve))).not.toBe('let in');
    expect(await asked({ url, tls: { caFile: server.ca } })).toMatch(/certificate/);
  });
});
