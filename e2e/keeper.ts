/**
 * A process that holds one cluster for as long as the test run lives, and not a second longer.
 *
 * Jest gives a test no way to clean up when it is interrupted: `process` is a copy in there, and
 * its exit handlers are never called. So everything that must end hangs from this process, which
 * looks twice a second whether its owner is alive. Whatever kills the run, Ctrl-C or SIGKILL,
 * the cluster goes too. It also lets several test files share one cluster: they come and go, it
 * stays.
 *
 * Started by cluster.ts with one argument, the file of its orders; answers in `state.json`
 * beside it, and over a Unix socket.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';

import { controlSocket } from './control.ts';
import { type Made, type Wanted, make } from './makers.ts';
import { type Service, alive } from './process.ts';
import { Turns } from './turns.ts';

export interface Orders extends Wanted {
  /** Whose end is ours. */
  readonly owner: number;
  /** Removed with the cluster, so that nobody finds a way to one that is gone. */
  readonly pointer?: string;
}

export interface Running {
  readonly kubeconfig: string;
  readonly runner: Readonly<Record<string, string>>;
  readonly serviceIP?: string;
  readonly imageRef?: string;
  readonly auditLog?: string;
  readonly hasKubelet: boolean;
}

export type State = Running | { readonly failed: string };

const [ordersFile = ''] = process.argv.slice(2);
const orders = JSON.parse(readFileSync(ordersFile, 'utf8')) as Orders;
const folder = dirname(ordersFile);
const services: Service[] = [];
let made: Made | undefined;
let stopping: Promise<void> | undefined;

function stop(): Promise<void> {
  stopping ??= end();
  return stopping;
}

/** Clients before servers, and SIGKILL: a kube-apiserver takes a minute to say good-bye. */
async function end(): Promise<void> {
  if (orders.pointer) rmSync(orders.pointer, { recursive: true, force: true });
  try {
    await made?.stop();
  } finally {
    for (const service of services.toReversed()) await service.kill();
  }
  if (process.env['TRANCHE_E2E_KEEP'] !== '1') rmSync(folder, { recursive: true, force: true });
}

function write(state: State): void {
  const file = join(folder, 'state.json');
  writeFileSync(`${file}.half`, JSON.stringify(state));
  renameSync(`${file}.half`, file);
}

const quit = (): void => {
  void stop().finally(() => process.exit());
};

const turns = new Turns();

const requests: Readonly<Record<string, (pid: number) => Promise<unknown>>> = {
  '/stop': stop,
  '/pods': async () => made?.kubelet?.pods,
  '/hold': async () => made?.kubelet?.hold(),
  '/resume': async () => made?.kubelet?.resume(),
  '/apiserver/kill': async () => made?.apiserver?.kill(),
  '/apiserver/start': async () => made?.apiserver?.start(),
  '/gatekeeper/start': async () => made?.gatekeeper?.start(),
  '/gatekeeper/stop': async () => made?.gatekeeper?.stop(),
  '/take': (pid) => turns.take(pid),
  '/give': async (pid) => {
    turns.give(pid);
  },
};

const control = createServer((request, response) => {
  const work = requests[request.url ?? ''] ?? (() => Promise.reject(new Error('no such request')));
  work(Number(request.headers['x-pid'])).then(
    (answer) => response.end(JSON.stringify(answer ?? null)),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, quit);
setInterval(() => {
  if (!alive(orders.owner) || stopping) quit();
}, 500);

try {
  made = await make(orders, (service) => {
    services.push(service);
    // An end that came while this one was starting must not leave it behind.
    if (stopping) void service.kill();
  });
  const { kubeconfig, runner, serviceIP, imageRef, auditLog, kubelet } = made;
  control.listen(controlSocket(folder), () => {
    write({
      kubeconfig,
      runner,
      hasKubelet: kubelet !== undefined,
      ...(serviceIP !== undefined && { serviceIP }),
      ...(imageRef !== undefined && { imageRef }),
      ...(auditLog !== undefined && { auditLog }),
    });
  });
} catch (error) {
  write({ failed: error instanceof Error ? error.message : String(error) });
  // Long enough for everybody who waits to read why.
  setTimeout(quit, 2000);
}
