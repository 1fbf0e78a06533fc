/** A door over real sockets, and a client that asks at it; who may ask what is each test's to say. */
import { Agent, request } from 'node:https';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { newCa, newLeaf } from '../../../certs/issue.ts';
import { allowed, decision, refused } from '../../core/testing/decision.ts';
import type { AccessReviewer, Asker, Recollected, Right, TokenReviewer } from '../../ports.ts';
import { refusalText, warningLine } from '../../report/lines.ts';
import { jsonLog } from '../log.ts';
import { batchesPage } from './batches.ts';
import { decisionsPage } from './decisions.ts';
import { openInquiries, type InquiryDoor } from './door.ts';
import { rehearsalsPage } from './rehearsals.ts';
import { statusPage } from './status.ts';

export const TOKEN = 'a-token-that-nobody-may-read';
export const JANE = { username: 'jane@example.com', groups: [], extra: {} };
export const right = { verb: 'get', resource: 'decisions', namespace: 'speech' };
export const bearer = { authorization: `Bearer ${TOKEN}` };
export const PROBE = '/decisions?namespace=speech&of=Pod/probe';
const voice = { warning: warningLine, refusal: refusalText };

const remembered: Recollected = {
  at: Date.UTC(2026, 10, 22),
  pod: { namespace: 'speech', name: 'probe', uid: 'u' },
  operation: 'CREATE',
  subResource: '',
  dryRun: false,
  proposed: decision(),
  judged: refused({ rules: [{ id: 'guard/privileged', outcome: 'fail', reason: 'it is so' }] }),
};

const ca = await newCa(Date.now(), 3600);
const { pair } = await newLeaf(ca, ['localhost'], Date.now(), 3600);

/** What a test says of whom, in whichever adapter keeps it. */
interface Reviewers extends TokenReviewer, AccessReviewer {
  readonly holders: Map<string, Asker>;
  readonly rights: Map<string, Right[]>;
}

interface Asked {
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

class Doorstep<R extends Reviewers> {
  readonly lines: string[] = [];
  readonly log = jsonLog({ write: (text) => this.lines.push(text) });
  readonly #agent = new Agent({ ca: ca.pem, keepAlive: true });
  reviewer: R;
  now = 0;
  /** What is held up until a test lets it go on. */
  hold: Promise<void> | undefined;
  #door: InquiryDoor | undefined;

  constructor(reviewer: R) {
    this.reviewer = reviewer;
  }

  async open(): Promise<void> {
    const certificate = { current: () => pair, onChange: () => () => undefined };
    const clock = { now: () => this.now };
    const recollection = { about: () => [remembered], since: () => 0 };
    const rehearse = async () => {
      await this.hold;
      return { proposed: decision(), judged: allowed(), ops: [] };
    };
    const pages = [
      decisionsPage({ recollection, voice, startedAt: 0 }),
      rehearsalsPage({ rehearse, voice }),
      batchesPage({
        voice,
        inTurn: async (pods) => ({
          policyHash: 'abc',
          rehearsed: await Promise.all(
            pods.map(async () => ({ today: await rehearse(), atRest: await rehearse() })),
          ),
        }),
      }),
      statusPage(async () => ({ kind: 'TrancheStatus' })),
    ];
    const asks = {
      tokens: { holder: (token: string) => this.reviewer.holder(token) },
      access: {
        allows: (asker: Asker, asked: Right) => this.reviewer.allows(asker, asked),
      },
    };
    const at = { host: '127.0.0.1', port: 0 };
    this.#door = await openInquiries({ ...at, ...asks, clock, certificate, pages, log: this.log });
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    await this.#door?.close();
  }

  ask(path: string, { headers = {}, body }: Asked = {}) {
    const method = body === undefined ? 'GET' : 'POST';
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const where = { host: '127.0.0.1', servername: 'localhost', port: this.#door?.port };
    const to = { agent: this.#agent, ...where, path, method };
    return new Promise<{ status: number; text: string; json: Record<string, unknown> }>(
      (resolve, reject) => {
        const call = request({ ...to, headers: { ...type, ...headers } }, (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            resolve({ status: answer.statusCode ?? 0, text, json: JSON.parse(text) });
          });
        });
        call.on('error', reject);
        call.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
      },
    );
  }
}

export function doorstep<R extends Reviewers>(reviewers: () => R): Doorstep<R> {
  const made = new Doorstep(reviewers());
  beforeAll(() => made.open());
  afterAll(() => made.close());
  beforeEach(() => {
    // What was remembered of the test before has lapsed.
    made.now += 60_000;
    made.lines.length = 0;
    made.reviewer = reviewers();
    made.reviewer.holders.set(TOKEN, JANE);
    made.reviewer.rights.set(JANE.username, [right]);
  });
  return made;
}
