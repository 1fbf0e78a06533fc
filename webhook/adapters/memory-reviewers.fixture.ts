/** Tokens and rights in memory, for tests of what stands behind them. */
import type { AccessReviewer, Asker, Right, TokenReviewer } from '../ports.ts';

export class MemoryReviewers implements TokenReviewer, AccessReviewer {
  readonly holders = new Map<string, Asker>();
  readonly rights = new Map<string, Right[]>();
  /** Each question, as it was asked. */
  readonly asked: (string | Right)[] = [];
  away = false;

  async holder(token: string): Promise<Asker | 'nobody'> {
    await this.#answered(token);
    return this.holders.get(token) ?? 'nobody';
  }

  async allows({ username }: Asker, right: Right): Promise<boolean> {
    await this.#answered(right);
    const given = this.rights.get(username) ?? [];
    return given.some(
      ({ verb, resource, namespace }) =>
        verb === right.verb && resource === right.resource && namespace === right.namespace,
    );
  }

  async #answered(question: string | Right): Promise<void> {
    this.asked.push(question);
    await Promise.resolve();
    if (this.away) throw new Error('the API server could not be reached');
  }
}
