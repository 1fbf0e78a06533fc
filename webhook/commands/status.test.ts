/** A server that is asked how it is, as a person would ask. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { statusOf } from '../status/status.ts';
import { factsOf, missed } from '../status/status.fixture.ts';
import type { Running } from '../main.ts';
import { root, type Ran } from './ran.ts';
import { sampleServer } from './sample-server.ts';

/** Not at one go, as `tranche` in ran.ts: the server that answers is in this process. */
const status = (server: string, ...words: readonly string[]): Promise<Ran> =>
  new Promise((done) => {
    const args = ['dist/cli.js', 'status', '--server', server, ...words];
    const env = { ...process.env, FORCE_COLOR: '' };
    execFile(process.execPath, args, { cwd: root, env }, (error, stdout, stderr) =>
      done({ status: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });

describe('of a server that runs', () => {
  let running: Running;
  beforeAll(async () => {
    running = await sampleServer();
  });
  afterAll(() => running.stop());

  const here = (...words: readonly string[]) =>
    status(`http://127.0.0.1:${running.adminPort}`, ...words);

  test('is one screen, and all is well', async () => {
    const { status: code, stdout, stderr } = await here();
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Tranche is ready, up since /);
    expect(stdout).toMatch(/\ndefault +enforce +1 +<= 4 workloads, 4 pods +0 pods, 0 rewritten/);
    expect(stdout).toMatch(/\nvision +enforce +1\.642 of 1\.75 /);
  });

  test('is the same document as JSON and as YAML', async () => {
    const [json, yaml] = await Promise.all([here('-o', 'json'), here('-o', 'yaml')]);
    const report = JSON.parse(json.stdout);
    expect(report).toMatchObject({
      kind: 'TrancheStatus',
      version: 1,
      server: { ready: true },
      set: { generation: 1, faults: [] },
      missed: 'unwatched',
    });
    const moves = { at: '', live: '' };
    expect({ ...parse(yaml.stdout), ...moves }).toEqual({ ...report, ...moves });
  });
});

describe('of a server that answers otherwise', () => {
  let server: Server;
  let answer = { code: 200, text: '' };
  beforeAll(async () => {
    server = createServer((_, res) => res.writeHead(answer.code).end(answer.text));
    await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
  });
  afterAll(() => new Promise((closed) => server.close(closed)));

  const here = () => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
    const { port } = server.address() as AddressInfo;
    return status(`http://127.0.0.1:${port}`);
  };

  test('1 where something wants a look', async () => {
    answer = { code: 200, text: JSON.stringify(statusOf(factsOf({ missed }))) };
    const { status: code, stdout } = await here();
    expect(code).toBe(1);
    expect(stdout).toContain('! 12 pods wait');
    expect(stdout).toContain('kubectl delete pod -n speech -l pod-template-hash=f');
  });

  test.each([
    [403, 'policies and status are shown to this machine only\n', 'was answered 403: policies'],
    [200, '{"kind":"TrancheStatus","version":2}', 'not answered by a Tranche of this version'],
    [200, '<html>', 'not answered by a Tranche of this version'],
  ])('2 where it cannot be told: %s %s', async (code, text, says) => {
    answer = { code, text };
    const { status: exit, stdout, stderr } = await here();
    expect([exit, stdout]).toEqual([2, '']);
    expect(stderr).toContain(says);
  });

  test('nothing that is answered moves the cursor', async () => {
    const report = statusOf(factsOf({ missing: ['\u001b[2Jall is well'] }));
    answer = { code: 200, text: JSON.stringify(report) };
    expect((await here()).stdout).toContain('waits for ?[2Jall is well');
  });
});

test.each([
  ['http://127.0.0.1:9', 'kubectl exec -n tranche-system deploy/tranche'],
  ['localhost', '--server must be a URL'],
])('where nobody is, at %s, it is said how to reach one', async (server, says) => {
  const { status: code, stderr } = await status(server);
  expect(code).toBe(2);
  expect(stderr).toContain(says);
});
