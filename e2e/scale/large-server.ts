/** The bundled server as a process that is looked at from outside: when it is ready, and what it takes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { memory, type Memory } from '../../webhook/bench/proc.ts';
import { freePorts } from '../control-plane/addresses.ts';
import { repository } from '../kubelet/image.ts';
import { type Service, serve } from '../process.ts';
import { eventually } from '../wait.ts';

export interface LargeServer {
  readonly startToReady: number;
  memory(): Memory;
  /** Of what is in use after a collection. */
  heapBytes(): Promise<number>;
  stop(): Promise<void>;
}

const PATIENCE_SECONDS = 600;

export async function largeServer(kubeconfig: string, folder: string): Promise<LargeServer> {
  const [secure = 0, admin = 0, inspector = 0] = await freePorts(3);
  const began = performance.now();
  const service = await serve(
    'tranche',
    [
      process.execPath,
      `--inspect=127.0.0.1:${inspector}`,
      join(repository, 'dist', 'cli.js'),
      'serve',
      '--cluster',
      `--secure-port=${secure}`,
      `--admin-port=${admin}`,
    ],
    {
      log: join(folder, 'tranche.log'),
      env: { ...process.env, NODE_OPTIONS: nodeOptions(), KUBECONFIG: kubeconfig },
    },
  );
  try {
    await eventually('the server to be ready', () => isReady(service, admin), PATIENCE_SECONDS);
  } catch (error) {
    await service.kill();
    throw error;
  }
  const startToReady = (performance.now() - began) / 1000;
  return {
    startToReady,
    memory: () => memory(service.pid),
    heapBytes: () => heapBytes(inspector),
    stop: () => service.kill(),
  };
}

/** What the chart grants. */
const GRANTED_MIB = 512;

/** The image's own; there a percentage is of the container's memory, and here it would be of the machine's. */
function nodeOptions(): string {
  const file = readFileSync(join(repository, 'manifests', 'Dockerfile'), 'utf8');
  const said = /NODE_OPTIONS="([^"]+)"/.exec(file)?.[1];
  if (said === undefined) throw new Error('the Dockerfile sets no NODE_OPTIONS="…"');
  return said.replace(/(--max-old-space-size)-percentage=(\d+)/, (_, option, percent) =>
    [option, Math.floor((GRANTED_MIB * Number(percent)) / 100)].join('='),
  );
}

async function isReady(service: Service, port: number): Promise<boolean> {
  if (!service.running()) throw new Error('it has ended');
  return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
}

async function heapBytes(port: number): Promise<number> {
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as [
    { readonly webSocketDebuggerUrl: string },
  ];
  const socket = new WebSocket(targets[0].webSocketDebuggerUrl);
  await new Promise((open) => socket.addEventListener('open', open, { once: true }));
  let last = 0;
  const ask = (method: string): Promise<{ readonly usedSize?: number }> =>
    new Promise((resolve) => {
      const id = ++last;
      socket.addEventListener('message', function hear({ data }: { data: unknown }) {
        const answer = JSON.parse(String(data)) as { id?: number; result: { usedSize?: number } };
        if (answer.id !== id) return;
        socket.removeEventListener('message', hear);
        resolve(answer.result);
      });
      socket.send(JSON.stringify({ id, method }));
    });
  try {
    // What only a finaliser held goes at the second.
    await ask('HeapProfiler.collectGarbage');
    await ask('HeapProfiler.collectGarbage');
    return (await ask('Runtime.getHeapUsage')).usedSize ?? Number.NaN;
  } finally {
    socket.close();
  }
}
