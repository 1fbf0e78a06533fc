import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { tranche } from './ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-serve-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('serve', () => {
  test('says what is wrong with a missing certificate', () => {
    const { status, stderr } = tranche(['serve', '--tls-dir', join(folder, 'no-such-folder')]);
    expect(status).toBe(2);
    expect(stderr).toContain('no-such-folder');
  });

  test('names the variable behind a kubeconfig that is not there', () => {
    const KUBECONFIG = join(folder, 'no-kubeconfig');
    expect(tranche(['serve', '--cluster'], '', { KUBECONFIG })).toMatchObject({
      status: 2,
      stderr: `tranche: --cluster: cannot read KUBECONFIG=${KUBECONFIG}: no such file\n`,
    });
  });
});

describe('serve where it cannot listen', () => {
  const other = createServer();
  let taken = '';
  beforeAll(async () => {
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    taken = String((other.address() as AddressInfo).port);
  });
  afterAll(() => {
    other.close();
  });

  // A process that hangs is killed after a minute and has no status.
  test.each(['--secure-port', '--admin-port'])('ends with 2: %s', (option) => {
    const free = ['--secure-port', '0', '--admin-port', '0'];
    const { status, stderr } = tranche(['serve', ...free, option, taken]);
    expect(stderr).toContain(`cannot listen on 127.0.0.1:${taken}: another program has it`);
    expect(status).toBe(2);
  });

  test('ends with 2: --bind-address', () => {
    const { status, stderr } = tranche(['serve', '--bind-address', '203.0.113.9']);
    expect(stderr).toContain('this machine has no such address');
    expect(status).toBe(2);
  });
});
