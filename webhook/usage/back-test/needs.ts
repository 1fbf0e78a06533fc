/** What the engine of each container was seen to need on one day, whatever it reserved. */
import { engineRow } from '../engines/row.ts';
import { engineSeen, joinedSeen, type EngineSeen } from '../engines/seen.ts';
import type { Heard } from '../profiling/learned.ts';
import type { Member } from '../profiling/whose.ts';

const ALWAYS = { from: 0, until: Infinity };

export class Needs {
  readonly #seen = new Map<string, EngineSeen>();

  see(heard: readonly Heard[]): void {
    for (const { member, signs } of heard) {
      const key = nameOf(member);
      const seen = joinedSeen(this.#seen.get(key) ?? 'nothing', engineSeen([signs], ALWAYS));
      if (seen !== 'nothing') this.#seen.set(key, seen);
    }
  }

  /**
   * What it took beside its cache and the most that was in that, as it was seen: room for what was not is
   * for who decides. `reservedMiB`: the most that it took on that day.
   */
  of(member: Member, reservedMiB: number | 'unseen'): number | 'unseen' {
    const seen = this.#seen.get(nameOf(member));
    if (seen === undefined || reservedMiB === 'unseen') return 'unseen';
    // Kept from using more, it needs all that it had at the least.
    if ([...seen.days.values()].some(({ pressed }) => pressed > 0)) return reservedMiB;
    const { needMiB, kvMiB = 0 } = engineRow(seen, member.parts, reservedMiB);
    if (needMiB === undefined || member.parts === undefined || 'unknown' in member.parts)
      return 'unseen';
    const tokens = Math.max(...[...seen.days.values()].map((day) => day.tokens));
    return needMiB - kvMiB + Math.ceil((tokens * member.parts.kvBytesPerToken) / 2 ** 20);
  }

  nextDay(): void {
    this.#seen.clear();
  }
}

/** In its revision and under its tag: what comes with another is decided anew. */
const nameOf = ({ workload: { namespace, kind, name }, container, revision, tag }: Member) =>
  JSON.stringify([namespace, kind, name, container, revision, tag]);
