/** The class of a workload: policy, then owner kind, then launcher command, then the table. */
import { launcher, words } from './words/command-line.ts';
import type { Workload, WorkloadClass } from './decision.ts';
import { seats, type Pod } from './pod.ts';
import type { ClassRow, Subject } from './terms.ts';
import type { World } from './world.ts';

export interface Classified {
  readonly class: WorkloadClass;
  /** Which rule fired, e.g. `owner Notebook`. */
  readonly by: string;
}

export function classify(pod: Pod, workload: Workload, subject: Subject, world: World): Classified {
  const assigned = world.assignedClass(subject);
  if (assigned !== 'none') return { class: assigned.class, by: `policy ${assigned.policy}` };
  const { owners, launchers, table } = world.classes;
  for (const rows of [owners, launchers, table])
    for (const row of rows) {
      const by = matches(row, pod, workload);
      if (by !== undefined) return { class: row.class, by };
    }
  return { class: 'unknown', by: 'no rule' };
}

/** A row matches by any of its columns; the answer is the words that say which. */
function matches(row: ClassRow, pod: Pod, { kind }: Workload): string | undefined {
  if (row.ownerKinds?.includes(kind) === true) return `owner ${kind}`;
  for (const { container } of seats(pod)) {
    const found = row.launchers && launcher(words(container), row.launchers);
    if (found !== undefined) return `command ${found}`;
    const image = row.images?.find((glob) => globHolds(glob, container.image ?? ''));
    if (image !== undefined) return `image ${image}`;
  }
  return undefined;
}

/** `*` stands for any characters; matched from left to right in linear time, never by a RegExp. */
export function globHolds(glob: string, text: string): boolean {
  const parts = partsOf(glob);
  if (parts.length === 1) return glob === text;
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (let i = 1; i < parts.length - 1; i++) {
    const part = parts[i] ?? '';
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

/** Globs come from policies, so there are few of them, and each meets every pod. */
const split = new Map<string, readonly string[]>();
const MOST_KEPT = 10_000;

function partsOf(glob: string): readonly string[] {
  const known = split.get(glob);
  if (known !== undefined) return known;
  const parts = glob.split('*');
  if (split.size < MOST_KEPT) split.set(glob, parts);
  return parts;
}
