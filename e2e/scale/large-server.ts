/** The bundled server as a process that is looked at from outside: when it is ready, and what it takes. */
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
    { log: join(folder, 'tranche.log'), env: { ...process.env, KUBECONFIG: kubeconfig } },
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
