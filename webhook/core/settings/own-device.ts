/**
 * An engine with a device of its own, a MIG instance say, and what its owner tells it: a fraction is
 * one of the instance there, not of the card it was measured on (usage-profiles §4.2), and a cache in
 * bytes must find its bytes.
 *
 * Only what its owner surely says counts. A file, a ConfigMap or a script may say something too, but
 * most say nothing of memory, what was measured was measured under them, and in a device with walls
 * no neighbour is harmed. So they close nothing by themselves; where its owner says a fraction and a
 * script or a file has the last word, it cannot be seen which. Of vLLM's `--config` the command line has it.
 */
import type { Reason } from '../decision.ts';
import { keptByContainer, type Container } from '../pod.ts';
import { bytesOf, tooManyBytes } from './bytes.ts';
import { engineOf } from './engine.ts';
import type { Bound, Engine, Variable } from './engines.ts';
import { settings } from './owners-word.ts';
import { assignedTo, fileFlag, said, spokenOf, variablesOf } from './said.ts';

/** What it must have of the device. */
export interface Must {
  readonly MiB: number;
  /** It was seen to use that, or it is what it is said to need: as it says, as its model tells or its pod. */
  readonly by: 'used' | 'needs';
}

/** Why what it is told does not go with such a device; `undefined` where it does. */
export function toldAmiss(container: Container, deviceMiB: number, must: Must): Reason | undefined {
  const engine = engineOf(container);
  if (engine?.fills !== true) return undefined;
  const { cache, fractions } = wordsOfOwner(container);
  // It takes the place of the fraction.
  if (cache.length > 0) return tooLarge(engine, cache, deviceMiB);
  for (const fraction of fractions) {
    const why = tooLittle(container, engine, fraction, { deviceMiB, must });
    if (why !== undefined) return why;
  }
  return undefined;
}

interface OwnersWords {
  /** In bytes; none where it is nought, which leaves it to the fraction. */
  readonly cache: readonly string[];
  /** Each of which may count; no number where only its environment knows. */
  readonly fractions: readonly string[];
}

const wordsOfOwner = keptByContainer((container: Container): OwnersWords => {
  const bound = engineOf(container)?.bound ?? { by: 'models' };
  const bytes = bound.by === 'flag' ? said(container, bound.absolute).values : [];
  return {
    cache: bytes.filter((text) => bytesOf(text) !== 0),
    fractions: fractionsFor(container, bound),
  };
});

function tooLarge(
  { name, bound }: Engine,
  cache: readonly string[],
  deviceMiB: number,
): Reason | undefined {
  const over = tooManyBytes(cache, deviceMiB);
  if (over === undefined || bound.by !== 'flag') return undefined;
  return settings(
    `its owner tells ${name} ${bound.absolute[0]} ${over}; this slice has ${deviceMiB} MiB`,
  );
}

function tooLittle(
  { name }: Container,
  engine: Engine,
  fraction: string,
  { deviceMiB, must }: { readonly deviceMiB: number; readonly must: Must },
): Reason | undefined {
  const part = Number(fraction);
  if (!(part > 0 && part <= 1))
    return settings(`which fraction ${engine.name} takes in container ${name} cannot be seen`);
  const takes = Math.floor(part * deviceMiB);
  return takes >= must.MiB
    ? undefined
    : settings(
        `its owner tells ${engine.name} ${fraction}: of this slice it would take ${takes} MiB, and it ${must.by} ${must.MiB} MiB`,
      );
}

function fractionsFor(container: Container, bound: Bound): readonly string[] {
  if (bound.by === 'models') return [];
  if (bound.by === 'owner') return fileLast(container, bound);
  if (bound.by === 'flag') return said(container, bound.names).values;
  const flags = said(container, bound.flags).values;
  return flags.length > 0 ? flags : byVariable(container, bound.set);
}

/** What stands in a file is of account only where it takes the place of what its owner says. */
function fileLast(
  container: Container,
  { names, files }: Extract<Bound, { by: 'owner' }>,
): readonly string[] {
  const { values } = said(container, names);
  return values.length > 0 && fileFlag(container, files) !== undefined ? [UNSEEN] : values;
}

const UNSEEN = '$()';

function byVariable(container: Container, set: readonly Variable[]): readonly string[] {
  const fractions = set.filter(({ value }) => value === 'share');
  const all = fractions.flatMap(({ names, also }) => [...names, ...also]);
  const scripted = assignedTo(container, all);
  if (scripted.length > 0) return scripted;
  const own = [...variablesOf(container, all).values()];
  return own.map((value) => (spokenOf(container, all) === undefined && value) || UNSEEN);
}
