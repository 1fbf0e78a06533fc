/**
 * Who looks after exemptions while nobody is refused: how many are in force, end soon, have ended, or
 * let nobody past. Each is told of once; the numbers stay until somebody has seen to it.
 */
import { idleOf, type Addressed, type Idle, type Living } from '../core/exemption.ts';
import type { WorldSource } from '../ports.ts';
import type { InForce } from './policy-store.ts';
import type { Tell } from './tell.ts';

const NEWS = ['ended', 'expiring', 'unmatched'] as const satisfies readonly (keyof Idle)[];
export type ExemptionNews = keyof Idle;

export interface ExemptionCounts {
  readonly inForce: number;
  /** Of those in force, the ones that end within the fortnight. */
  readonly expiring: number;
  readonly ended: number;
  /** Of those in force, the ones that match no live pod. */
  readonly unmatched: number;
}

export interface ExemptionWatch {
  counts(): ExemptionCounts;
  look(): void;
  start(): void;
  stop(): void;
}

export interface ExemptionWatchParts {
  readonly policies: { current(): InForce | 'none' };
  readonly source: WorldSource;
  readonly living: Living;
  readonly tell: Tell;
  /** Told the same, for whoever looks at the object. */
  readonly announce?: (news: ExemptionNews, exemption: Addressed) => unknown;
  readonly everyMs?: number;
}

/** An exemption ends on time whether somebody looks or not; this is for people. */
const EVERY_MS = 10_000;
const NOBODY: ExemptionCounts = { inForce: 0, expiring: 0, ended: 0, unmatched: 0 };

export function watchExemptions(parts: ExemptionWatchParts): ExemptionWatch {
  const { policies, source, living, tell, announce, everyMs = EVERY_MS } = parts;
  let counts = NOBODY;
  let told = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    const now = policies.current();
    // Before all views are read, pods would be missed that are there.
    if (now === 'none' || source.missing().length > 0) return;
    const { exempted } = now.set;
    const found = idleOf(exempted, source.current().readAt, living);
    const said = new Set<string>();
    for (const news of NEWS)
      for (const exemption of found[news]) {
        const { name, owner, until } = exemption;
        const key = `${news} ${name} ${until}`;
        said.add(key);
        if (told.has(key)) continue;
        tell(`exemption-${news}`, { exemption: name, owner, until });
        announce?.(news, exemption);
      }
    told = said;
    counts = {
      inForce: exempted.length - found.ended.length,
      expiring: found.expiring.length,
      ended: found.ended.length,
      unmatched: found.unmatched.length,
    };
  }

  return {
    counts: () => counts,
    look,
    start() {
      timer ??= setInterval(look, everyMs).unref();
    },
    stop: () => clearInterval(timer),
  };
}
