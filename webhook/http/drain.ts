/**
 * Going away without anybody noticing. The API server keeps idle connections and does not repeat a
 * POST that died on one, and it learns late that we are leaving. So: first we are not ready, and go
 * on answering; each answer hands its connection back; only when routes must have moved do we stop
 * listening, finish what is in hand, and cut the rest.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebhookServer } from './server.ts';

export interface DrainOptions {
  /** At least as long as it takes until no API server routes to us. */
  readonly drainSeconds?: number;
  /** For what is still being answered after that. */
  readonly closeSeconds?: number;
}

export interface Drain {
  /** For `/readyz`: empty until the drain begins. */
  missing(): readonly string[];
  /** Resolves once nobody is left. A second call waits for the first. */
  begin(): Promise<void>;
}

export function drainOf(
  server: Pick<WebhookServer, 'sayGoodbye' | 'close'>,
  { drainSeconds = 15, closeSeconds = 5 }: DrainOptions = {},
): Drain {
  let leaving: Promise<void> | undefined;
  const leave = async (): Promise<void> => {
    server.sayGoodbye();
    await sleep(drainSeconds * 1000);
    await server.close(closeSeconds * 1000);
  };
  return {
    missing: () => (leaving === undefined ? [] : ['this replica is shutting down']),
    begin: () => (leaving ??= leave()),
  };
}
