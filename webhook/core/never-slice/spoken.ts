/**
 * All the words that a container is run with: those of its command, and those of variables in which
 * charts keep arguments, as in `vllm serve $VLLM_ARGS`.
 */
import { words } from '../command-line.ts';
import type { Container } from '../pod.ts';

/** How the names of such variables end. */
const ARGUMENTS = /(?:ARGS|CMD|COMMAND|FLAGS|OPTIONS|OPTS)$/;

/** Kept by container: most rules ask. */
const kept = new WeakMap<Container, readonly string[]>();

export function spoken(container: Container): readonly string[] {
  const known = kept.get(container);
  if (known !== undefined) return known;
  const more = (container.env ?? []).flatMap(({ name, value }) =>
    value !== undefined && ARGUMENTS.test(name) ? value.split(/\s+/) : [],
  );
  const run = more.length === 0 ? words(container) : [...words(container), ...more];
  kept.set(container, run);
  return run;
}
