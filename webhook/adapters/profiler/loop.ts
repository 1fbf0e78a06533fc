/**
 * The profiler of a server: again and again, on the replica that leads, a run in a thread of its own.
 * Nothing of it is on the road of a review. A run that is late is ended, one that fails is tried again
 * after a rest that doubles, and one of a replica that leads no more is ended at once; what two of
 * them may have written at a time are the same figures of the same past.
 */
import { faultText, type Tell } from '../tell.ts';
import type { Order, Report } from './order.ts';
import { isOutOfMemory, type Begin, type Thread } from './thread.ts';

export interface LoopParts {
  readonly order: Omit<Order, 'from' | 'deadline'>;
  readonly begin: Begin;
  readonly leads: () => boolean;
  /** Whether the server has nothing else to read before it may begin. */
  readonly ready: () => boolean;
  readonly tell: Tell;
  readonly timing: LoopTiming;
}

/** In milliseconds. */
export interface LoopTiming {
  /** From the beginning of one run to that of the next. */
  readonly every: number;
  /** Of one run. */
  readonly deadline: number;
  /** Before another try where one failed; doubled up to `every`. */
  readonly rest?: number;
  readonly look?: number;
  /** For a thread to find its deadline over by itself. */
  readonly grace?: number;
}

/** `partly`: some profiles were refused, or it stopped at a gap. `ended`: by us, who lead no more or stop. */
export const outcomes = ['done', 'partly', 'failed', 'late', 'memory', 'ended'] as const;
export type Outcome = (typeof outcomes)[number];

export interface LoopState {
  readonly runs: Readonly<Record<Outcome, number>>;
  /** Milliseconds since the epoch, 0 before the first. */
  readonly succeededAt: number;
  /** Of the last run that ended, in seconds. */
  readonly seconds: number;
  /** Of the last one that reported. */
  readonly last: Report | 'none';
  /** Profiles written since the start. */
  readonly written: number;
}

export interface ProfilerLoop {
  state(): LoopState;
  start(): void;
  stop(): Promise<void>;
}

const LOOK_MS = 1_000;
const REST_MS = 30_000;
const GRACE_MS = 5_000;
/** Of one run; a fleet that is refused whole has one cause. */
const MOST_LINES = 20;

export const profilerLoop = (parts: LoopParts): ProfilerLoop => new Loop(parts);

interface Running {
  readonly thread: Thread;
  over?: 'late' | 'ended';
}

class Loop implements ProfilerLoop {
  readonly #parts: LoopParts;
  readonly #runs: Record<Outcome, number> = {
    done: 0,
    partly: 0,
    failed: 0,
    late: 0,
    memory: 0,
    ended: 0,
  };
  #succeededAt = 0;
  #seconds = 0;
  #written = 0;
  #last: Report | 'none' = 'none';
  #from: number | undefined;
  #said: readonly string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #running: Running | undefined;
  #run = Promise.resolve();
  #next = 0;
  #restMs: number;

  constructor(parts: LoopParts) {
    this.#parts = parts;
    this.#restMs = this.#firstRest();
  }

  state(): LoopState {
    const [succeededAt, seconds] = [this.#succeededAt, this.#seconds];
    return { runs: this.#runs, succeededAt, seconds, last: this.#last, written: this.#written };
  }

  start(): void {
    const { look = LOOK_MS } = this.#parts.timing;
    this.#timer ??= setInterval(() => this.#look(), look).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#end('ended');
    await this.#run;
  }

  #look(): void {
    const leads = this.#parts.leads();
    // Another may have read on meanwhile; what it kept tells better.
    if (!leads) this.#from = undefined;
    if (this.#running !== undefined && !leads) this.#end('ended');
    const free = this.#running === undefined && leads && this.#parts.ready();
    if (free && performance.now() >= this.#next) this.#run = this.#once();
  }

  #end(why: 'late' | 'ended'): void {
    if (this.#running === undefined) return;
    this.#running.over ??= why;
    void this.#running.thread.end();
  }

  async #once(): Promise<void> {
    const { begin, order, timing } = this.#parts;
    const { every, deadline, grace = GRACE_MS } = timing;
    const begun = performance.now();
    const from = this.#from === undefined ? {} : { from: this.#from };
    const thread = begin({ ...order, ...from, deadline: Date.now() + deadline });
    const running: Running = { thread };
    this.#running = running;
    const late = setTimeout(() => this.#end('late'), deadline + grace);
    try {
      this.#reported(await thread.done);
      this.#next = begun + every;
    } catch (fault) {
      this.#failed(fault, running.over);
    } finally {
      clearTimeout(late);
      this.#seconds = (performance.now() - begun) / 1000;
      await thread.end();
      this.#running = undefined;
    }
  }

  #reported(report: Report): void {
    const { tell } = this.#parts;
    const { from, says, refused, ...facts } = report;
    this.#runs[refused.length > 0 || report.gap ? 'partly' : 'done'] += 1;
    // What lies behind a gap nobody has learned, however often a run comes as far as that.
    if (!report.gap) this.#succeededAt = Date.now();
    this.#last = report;
    this.#written += report.written;
    this.#from = from;
    this.#restMs = this.#firstRest();
    tell('profiled', { ...facts, refused: refused.length });
    for (const { namespace, name, says: why } of refused.slice(0, MOST_LINES))
      tell('profile-refused', { namespace, name, why });
    // What is so in each run is said once.
    for (const line of says.filter((one) => !this.#said.includes(one)).slice(0, MOST_LINES))
      tell('profiler-found', { found: line });
    this.#said = says;
  }

  #failed(fault: unknown, over: 'late' | 'ended' | undefined): void {
    const outcome = over ?? (isOutOfMemory(fault) ? 'memory' : 'failed');
    this.#runs[outcome] += 1;
    this.#next = performance.now() + this.#restMs;
    if (outcome === 'ended') return;
    const again = Math.round(this.#restMs / 1000);
    this.#restMs = Math.min(2 * this.#restMs, this.#parts.timing.every);
    this.#parts.tell('profile-failed', {
      outcome,
      fault: SAYS[outcome] ?? faultText(fault),
      again,
    });
  }

  #firstRest(): number {
    const { rest = REST_MS, every } = this.#parts.timing;
    return Math.min(rest, every);
  }
}

const SAYS: Readonly<Partial<Record<Outcome, string>>> = {
  late: 'it took longer than it may, and was ended: give it more time (--profile-deadline-seconds), or ask for less of the past (--profile-since)',
  memory:
    'it needed more memory than it may, and was ended: give it more (--profile-heap-mib), and the container as well',
};
