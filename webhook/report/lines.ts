/**
 * A Decision in one line: for the person at kubectl, the annotation's reader and the refused. The
 * point comes first, because the API server may cut a warning to 256 characters, and there is no
 * control character, because it drops a warning that holds one.
 */
import type { Decision, Reason } from '../core/decision.ts';
import { isWarned, whyLetIn } from '../core/told.ts';
import { oneLine } from '../core/text.ts';

const PREFIX = 'tranche:';

/** At most one line a visit: what changes, or what a guardrail or the quota found. */
export function warningLine(decision: Decision): string | undefined {
  if (decision.mode === 'observe' && decision.visit === 'mutate') return undefined;
  if (decision.visit === 'mutate') return proposed(decision);
  const warned = decision.rules.find(({ outcome }) => outcome === 'warn');
  return warned && oneLine(`${PREFIX} ${warned.id}: ${warned.reason}`);
}

function proposed(decision: Decision): string | undefined {
  if (decision.verdict !== 'rewrite') return undefined;
  const changed = changes(decision);
  // Placement alone keeps a whole card whole; nobody needs to be told that nothing changed.
  if (changed === '') return undefined;
  const tense = decision.inForce ? '' : 'would make ';
  return oneLine(`${PREFIX} ${tense}${changed} (${reasonLine(decision.because)})`);
}

/** E.g. `main: nvidia.com/gpu: 1 -> H100-80GB nvidia.com/mig-1g.10gb`. */
export const changes = ({ containers }: Decision): string =>
  containers
    .filter(({ asked, chosen }) => asked !== chosen)
    .map(({ name, asked, chosen }) => `${name}: ${asked} -> ${chosen}`)
    .join(', ');

export const reasonLine = ({ rule, says }: Reason): string =>
  says === '' ? rule : `${rule}: ${says}`;

/** What the API server shows behind `admission webhook … denied the request:`. */
export function refusalText(decision: Decision): string {
  const failed = decision.rules.filter(({ outcome }) => outcome === 'fail' || outcome === 'error');
  const said =
    failed.length > 0 ? failed : [{ id: decision.because.rule, reason: decision.because.says }];
  return oneLine(said.map(({ id, reason }) => `${id}: ${reason}`).join('; '), 1024);
}

/** The policy may deny it to the pod, and the annotation knows. */
const UNDO = "The pod's annotation tranche.dev/decision says how to undo it.";

/** For the Event on the owner: what changed, why, and how to undo it. */
export function eventText(decision: Decision): string {
  const { policy, id, verdict, inForce, mode } = decision;
  const because = whyLetIn(decision);
  const tail = `(policy ${policy}, decision ${id})`;
  if (verdict === 'refuse')
    return oneLine(
      `${inForce ? 'Refused' : 'Would refuse'}: ${refusalText(decision)} ${tail}`,
      1024,
    );
  if (isWarned(decision)) return oneLine(`Warned: ${reasonLine(because)} ${tail}`, 1024);
  const changed = changes(decision);
  const what = changed === '' ? 'Left as submitted' : changed;
  const undo = changed !== '' && mode === 'enforce' ? `. ${UNDO}` : '';
  return `${oneLine(`${what}: ${reasonLine(because)} ${tail}`, 1024 - undo.length)}${undo}`;
}
