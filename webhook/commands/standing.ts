/** A World from files that stands still, with a ledger that knows what its live pods hold. */
import { memoryLedger } from '../adapters/memory-ledger.ts';
import { heldBy } from '../adapters/held-by.ts';
import { readFiles, SNAPSHOT_BYTES } from '../adapters/read-files.ts';
import { staticWorld } from '../adapters/static-world.ts';
import { admit, type Admit } from '../admit.ts';
import { ofKind } from '../policy/documents.ts';
import { renderFaults } from '../policy/render.ts';
import type { Clock, QuotaLedger, WorldSource } from '../ports.ts';

export type Standing =
  | {
      readonly ok: true;
      readonly admit: Admit;
      readonly source: WorldSource;
      readonly ledger: QuotaLedger;
    }
  | { readonly ok: false; readonly rendered: string };

/** Throws where a path that was named cannot be read. */
export function standing(paths: readonly string[], clock: Clock): Standing {
  const read = readFiles(paths, SNAPSHOT_BYTES);
  const text = (file: string) => read.texts.get(file);
  if (read.faults.length > 0) return { ok: false, rendered: renderFaults(read.faults, text) };
  const made = staticWorld(read.documents, Math.floor(clock.now() / 1000));
  if (!made.ok) return { ok: false, rendered: renderFaults(made.faults, text) };
  const { source } = made;
  const ledger = memoryLedger(clock);
  const hold = heldBy(source.current(), clock);
  const live = ofKind(read.documents, 'Pod').flatMap(({ value }) => {
    const held = hold(value);
    return held === 'nothing' ? [] : [[held.uid, held] as const];
  });
  ledger.settle({ begunAt: clock.now(), live: new Map(live) });
  return { ok: true, admit: admit(source, ledger), source, ledger };
}
