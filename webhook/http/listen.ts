/** Listening, where the one who starts us is told in words why it cannot be. */
import type { AddressInfo, Server } from 'node:net';

export interface Address {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
}

/** Resolves to the address that was given. */
export function listen(server: Server, { host, port }: Address): Promise<AddressInfo> {
  return new Promise((listening, refused) => {
    const fault = (error: NodeJS.ErrnoException): void => {
      const why = REASONS[error.code ?? ''] ?? error.message;
      refused(new Error(`cannot listen on ${host}:${port}: ${why}`, { cause: error }));
    };
    server.once('error', fault);
    server.listen({ host, port }, () => {
      server.off('error', fault);
      const address = server.address();
      if (typeof address === 'object' && address !== null) listening(address);
    });
  });
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program has it; stop that program, or choose another port',
  EACCES: 'the system does not allow it; choose a port above 1023',
  EADDRNOTAVAIL: 'this machine has no such address; choose one of its own, or 0.0.0.0 for all',
};
