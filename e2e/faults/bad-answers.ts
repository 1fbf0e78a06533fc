/** What a Prometheus, or whoever answers in its place, should never answer. */
import { gzipSync } from 'node:zlib';
import { remembered, type Mood } from '../../webhook/adapters/prometheus/remembering.fixture.ts';
import type { Script } from '../../webhook/adapters/prometheus/scripted-server.fixture.ts';

type Response = Parameters<Script>[0];

/** What comes of it while it is held, every ten milliseconds. */
export type Drip = (response: Response) => unknown;

/** An answer that lasts until the test lets go of it. */
export class Held {
  open = 0;
  readonly #ends: (() => void)[] = [];

  readonly #drip: Drip;

  constructor(drip: Drip) {
    this.#drip = drip;
  }

  readonly script: Script = (response) => {
    this.open += 1;
    response.on('close', () => {
      this.open -= 1;
    });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"status":"success","data":');
    const dripping = setInterval(() => this.#drip(response), 10);
    this.#ends.push(() => {
      clearInterval(dripping);
      response.destroy();
    });
  };

  release(): void {
    for (const end of this.#ends.splice(0)) end();
  }
}

/** Refused for good, so that a run is over at once. */
export const shut: Script = (response) => response.writeHead(403).end();

export const html: Script = (response) => response.end('<html>Sign in</html>');
/** With what would be believed inside, like all that follows: whoever took it would write it down. */
export const packed =
  (mood: Mood): Script =>
  (response, asked) =>
    response
      .writeHead(200, { 'content-encoding': 'gzip' })
      .end(gzipSync(JSON.stringify(remembered(asked, mood))));
export const away =
  (to: string): Script =>
  (response, { url }) =>
    response.writeHead(307, { location: `${to}${url}` }).end();
export const cut =
  (mood: Mood): Script =>
  (response, asked) => {
    const text = JSON.stringify(remembered(asked, mood));
    response.writeHead(200, { 'content-length': text.length + 10_000 }).write(text);
    setTimeout(() => response.destroy(), 20);
  };

/** Without an end to speak of: five gigabytes, made as they go. */
export class Endless {
  /** Bytes of each answer that somebody took, or that lie between us. */
  readonly poured: number[] = [];

  readonly script: Script = (response) => {
    const nth = this.poured.push(0) - 1;
    response.writeHead(200, { 'content-type': 'application/json' });
    this.#pour(response, nth);
  };

  #pour(response: Response, nth: number): void {
    while ((this.poured[nth] ?? 0) < FIVE_GB && !response.destroyed) {
      this.poured[nth] = (this.poured[nth] ?? 0) + BLANKS.length;
      if (!response.write(BLANKS)) {
        response.once('drain', () => this.#pour(response, nth));
        return;
      }
    }
    response.end();
  }
}

const FIVE_GB = 5 * 1024 ** 3;
const BLANKS = Buffer.alloc(64 * 1024, ' ');
