/**
 * One JSON line a visit, to stdout. The fields are chosen one by one: no environment, no annotation
 * value, no token and no whole object can get here, whatever a pod holds, because nothing is passed
 * on that is not named below. Lines are gathered and written in the background.
 */
import { destination, type DestinationStream, pino } from 'pino';
import { setIn, type Decision } from '../core/decision.ts';
import { letPast } from '../core/exemption.ts';
import type { Review } from '../core/review.ts';

export type Level = 'info' | 'warn' | 'error';

export interface Log {
  visit(review: Review, decision: Decision, milliseconds: number): void;
  /** Anything else worth a line; `about` is for names and numbers. */
  say(level: Level, says: string, about?: Readonly<Record<string, string | number>>): void;
  /** Writes out what has been gathered. Whoever ends the process calls it. */
  flush(): void;
}

/** Whoever follows the log of a quiet server should see its last line. */
const FLUSH_MS = 1_000;

/** Writes to stdout unless told otherwise. */
export function jsonLog(to?: DestinationStream): Log {
  const lines = to === undefined ? toStdout() : gathering(to, () => undefined);
  const logger = pino(
    { base: null, messageKey: 'says', formatters: { level: (level) => ({ level }) } },
    lines,
  );
  return {
    visit(review, decision, milliseconds) {
      lines.visit(lineOf(review, decision, milliseconds));
    },
    say(level, says, about = {}) {
      const short = Object.entries(about).map(([key, value]) => [
        key,
        typeof value === 'string' ? cut(value) : value,
      ]);
      logger[level](Object.fromEntries(short), cut(says));
    },
    flush: () => lines.flush(),
  };
}

function toStdout() {
  const stream = destination({ sync: false });
  const lines = gathering(stream, () => stream.flushSync());
  setInterval(() => lines.pass(), FLUSH_MS).unref();
  process.once('exit', () => lines.flush());
  return lines;
}

const TOGETHER = 128;

/**
 * Visits are written out a hundred at a time, and not by pino: a line of theirs costs it seven
 * microseconds, a fifteenth of a whole visit, and one here.
 */
function gathering(stream: DestinationStream, drain: () => void) {
  let visits = '';
  let count = 0;
  const pass = (): void => {
    if (count === 0) return;
    const lines = visits;
    visits = '';
    count = 0;
    stream.write(lines);
  };
  return {
    pass,
    flush(): void {
      pass();
      drain();
    },
    visit(line: string): void {
      visits += line;
      if (++count >= TOGETHER) pass();
    },
    /** What pino writes; the visits before it come first. */
    write(line: string): void {
      pass();
      stream.write(escaped(line));
    },
  };
}

// JSON escapes what is below a space; this is what it leaves: C1, and what reorders or hides text.
const UNSAFE = /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

const escaped = (line: string): string =>
  line.replace(UNSAFE, (unsafe) => `\\u${unsafe.charCodeAt(0).toString(16).padStart(4, '0')}`);

const cut = (text: string): string => (text.length <= 256 ? text : `${text.slice(0, 255)}…`);

const kept = new WeakMap<Decision, string>();

/** What is the visit's own, then what the Decision says, which is the same for all replicas. */
function lineOf(review: Review, decision: Decision, milliseconds: number): string {
  const { uid, namespace, pod, dryRun } = review;
  const own = JSON.stringify({
    level: 'info',
    time: Date.now(),
    visit: decision.visit,
    uid: cut(uid),
    namespace: cut(namespace),
    pod: cut(pod.metadata.name ?? `${pod.metadata.generateName ?? ''}*`),
    dryRun,
    ms: Math.round(milliseconds * 1000) / 1000,
  });
  const known = kept.get(decision) ?? decided(decision);
  kept.set(decision, known);
  return `${escaped(own).slice(0, -1)},${known}\n`;
}

/** Which guardrails somebody has let it past, and by what. */
function exempted(decision: Decision): { exempted?: string } {
  const past = letPast(decision).map(({ id, exemption }) => `${id} by ${exemption}`);
  return past.length === 0 ? {} : { exempted: cut(past.join(', ')) };
}

/** The end of a line, from its first member on. */
function decided(decision: Decision): string {
  const { verdict, mode, inForce, workload, team, because, policy, policyHash, id } = decision;
  const set = setIn(decision);
  const fields = {
    workload: cut(`${workload.kind}/${workload.name}`),
    team: cut(team),
    verdict,
    mode,
    inForce,
    rule: because.rule,
    policy: cut(policy),
    hash: cut(policyHash),
    id: cut(id),
    says: cut(because.says),
    ...(set === '' ? {} : { set: cut(set) }),
    ...exempted(decision),
  };
  return escaped(JSON.stringify(fields)).slice(1);
}
