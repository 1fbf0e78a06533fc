/**
 * The shared cluster is one file's at a time.
 *
 * Two files that install the product at once would share one webhook configuration, and Jest
 * runs files side by side wherever there are cores for it. A turn ends when it is given back,
 * when its process dies, or when that process asks again: files of one process follow each other.
 */
import { alive } from './process.ts';
import { sleep } from './wait.ts';

export class Turns {
  #holder = 0;

  async take(pid: number): Promise<void> {
    while (this.#holder !== pid && alive(this.#holder)) await sleep(200);
    this.#holder = pid;
  }

  give(pid: number): void {
    if (this.#holder === pid) this.#holder = 0;
  }
}
