/** A line for each pod that missed us: once, for as long as it waits. */
import type { Tell } from '../tell.ts';
import type { MissedPods } from './by-controller.ts';
import type { Lot } from './lots.ts';

/** What a field of the log holds. */
const LONGEST = 256;

export function toldOnce(tell: Tell) {
  const told = new Set<string>();
  return (waiting: ReadonlyMap<string, Lot>, found: readonly MissedPods[]): void => {
    const uids = new Map<string, string>();
    for (const { pods } of waiting.values())
      for (const { metadata } of pods)
        uids.set(`${metadata.namespace}/${metadata.name}`, metadata.uid);
    const still = new Set(uids.values());
    for (const uid of told) if (!still.has(uid)) told.delete(uid);
    for (const one of found)
      for (const pod of one.names) {
        const uid = uids.get(`${one.namespace}/${pod}`) ?? '';
        if (told.has(uid)) continue;
        told.add(uid);
        tell('pod-not-rewritten', { namespace: one.namespace, pod, ...whyAndHow(one) });
      }
  };
}

const whyAndHow = ({ decision, recreation: { command } }: MissedPods) => ({
  policy: decision.policy,
  rule: decision.because.rule,
  // Half a command is worse than none.
  command: command.length <= LONGEST ? command : 'tranche status shows it',
});
