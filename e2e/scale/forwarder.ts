/** A way to a server that can be cut: what went through it dies, and nobody gets through until it is mended. */
import { type Socket, connect, createServer } from 'node:net';
import { freePorts } from '../control-plane/addresses.ts';

export interface Forwarder {
  readonly port: number;
  cut(): void;
  mend(): void;
  stop(): Promise<void>;
}

export async function forwarderTo(target: number): Promise<Forwarder> {
  const [port = 0] = await freePorts(1);
  const open = new Set<Socket>();
  let whole = true;
  const server = createServer((near) => {
    if (!whole) {
      near.destroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on('error', () => one.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  const cut = (): void => {
    whole = false;
    for (const one of open) one.destroy();
  };
  return {
    port,
    cut,
    mend: () => void (whole = true),
    stop: () => {
      cut();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}
