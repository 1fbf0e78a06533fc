/**
 * An engine with a device of its own, a MIG instance say, that its owner has told to take a fraction:
 * there it takes that part of the instance, not of the card it was measured on (usage-profiles §4.2).
 */
import { option, words } from '../command-line.ts';
import type { Reason } from '../decision.ts';
import type { Container } from '../pod.ts';
import { engineOf, type Bound, type Engine } from './engine.ts';

/** Why what it is told to take of such a device is less than it was seen to use; `undefined` where it is not. */
export function takesTooLittle(
  container: Container,
  deviceMiB: number,
  peakMiB: number,
): Reason | undefined {
  const engine = engineOf(container);
  const said = engine?.fills === true ? fractionFor(container, engine.bound) : undefined;
  if (engine === undefined || said === undefined) return undefined;
  const part = Number(said);
  if (!(part > 0 && part <= 1)) return unseen(container, engine);
  const takes = Math.floor(part * deviceMiB);
  return takes >= peakMiB
    ? undefined
    : {
        rule: 'fit/settings',
        says: `its owner tells ${engine.name} ${said}: of this slice it would take ${takes} MiB, and it used ${peakMiB} MiB`,
      };
}

const unseen = ({ name }: Container, engine: Engine): Reason => ({
  rule: 'fit/settings',
  says: `which fraction ${engine.name} takes in container ${name} cannot be seen`,
});

/** As its owner says it; no number where only its environment knows. */
function fractionFor(container: Container, bound: Bound): string | undefined {
  const run = words(container);
  if (bound.by === 'flag' && option(run, bound.absolute) !== undefined) return undefined;
  if (bound.by !== 'variables') return option(run, bound.names);
  const fractions = bound.set.flatMap(([name, value]) => (value === 'share' ? [name] : []));
  const own = container.env?.find(({ name }) => fractions.includes(name));
  return option(run, bound.flags) ?? (own && (own.value ?? `$(${own.name})`));
}
