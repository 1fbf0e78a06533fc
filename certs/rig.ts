/** For tests: a handshake over a real socket, and waiting that ends. */
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, createServer } from 'node:tls';
import type { KeyPair } from './serving-certificate.ts';

/** `accepted`, or what the client had against the certificate. */
export async function handshake(pair: KeyPair, ca: string, name: string): Promise<string> {
  const server = createServer({ key: pair.key, cert: pair.cert });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const byAddress = name === '127.0.0.1';
  try {
    return await new Promise<string>((answer) => {
      const socket = connect({
        host: '127.0.0.1',
        port,
        ...(ca === '' ? {} : { ca }),
        ...(byAddress ? {} : { servername: name }),
      });
      socket.on('secureConnect', () => answer('accepted'));
      socket.on('error', (error) => answer(error.message));
      socket.on('close', () => answer('closed'));
      socket.setTimeout(10_000, () => socket.destroy(new Error('no handshake within 10 s')));
      socket.on('secureConnect', () => socket.destroy());
    });
  } finally {
    await new Promise((closed) => server.close(closed));
  }
}

export async function until(met: () => boolean, milliseconds = 15_000): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!met()) {
    if (performance.now() > end) throw new Error(`waited ${milliseconds} ms for ${met.toString()}`);
    await sleep(10);
  }
}
