/**
 * What the server shows at its door, and whom the API server must trust for it. Two makers answer:
 * authority.ts signs for itself, files.ts reads what somebody else has mounted. Whoever asks cannot
 * tell them apart, and serving-certificate.contract.ts holds both to that.
 */
import { type Fault, messageOf } from './fault.ts';

export interface KeyPair {
  /** PEM, PKCS #8. */
  readonly key: string;
  /** PEM, the leaf first. */
  readonly cert: string;
}

export interface ServingCertificate {
  current(): KeyPair;
  /** PEM of every CA to be trusted now; '' where a mounted pair came without its CA. */
  bundle(): string;
  /** Told after the pair or the bundle has changed. Gives back the way to be told no more. */
  onChange(listener: () => void): () => void;
  /** Milliseconds since the epoch. */
  notAfter(): number;
  /** `true`, or what is wrong, in words for the one who asks why we are not ready. */
  healthy(now: number): true | string;
  stop(): void;
}

export interface Changes {
  on(listener: () => void): () => void;
  tell(): void;
  /** Nobody is told any more. */
  end(): void;
}

/** One listener that throws must not keep the others, or the next renewal, from happening. */
export function changes(fault: Fault): Changes {
  const listeners = new Set<() => void>();
  return {
    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    end: () => listeners.clear(),
    tell() {
      for (const listener of listeners) {
        try {
          listener();
        } catch (error) {
          fault(`a listener refused the new certificate: ${messageOf(error)}`);
        }
      }
    },
  };
}

const HOUR = 3_600_000;

/**
 * An hour before the end is too late to be ready: a renewal is overdue and nobody has noticed.
 * Certificates that live less than ten hours get a tenth of their life instead.
 */
export function healthOf(life: { from: number; until: number }, now: number): true | string {
  const { from, until } = life;
  if (now < from) return `the serving certificate begins only at ${at(from)}; check the clock`;
  if (now >= until) return `the serving certificate ended at ${at(until)}`;
  if (until - now < Math.min(HOUR, (until - from) / 10))
    return `the serving certificate ends at ${at(until)} and has not been renewed`;
  return true;
}

const at = (time: number): string => new Date(time).toISOString();
