/**
 * A Decision in one line: for the person at kubectl, the annotation's reader and the refused. The
 * point comes first, because the API server may cut a warning to 256 characters, and there is no
 * control character, because it drops a warning that holds one.
 */
import type { Decision, Mode, Reason } from '../core/decision.ts';
import { isWarned, whyLetIn } from '../core/told.ts';
import { oneLine } from '../core/text.ts';

const PREFIX = 'tranche:';

/** At most one line a visit: what changes, or what a guardrail or the quota found. */
export function warningLine(decision: Decision): string | undefined {
  if (decision.visit === 'mutate') return proposed(decision);
  const warned = decision.rules.find(({ outcome }) => outcome === 'warn');
  if (warned === undefined) return undefined;
  const behind = warned.policy === undefined ? '' : ` (policy ${oneLine(warned.policy, NAME)})`;
  // Whoever is to ask its owners needs the name, so it is not what is cut.
  return `${oneLine(`${PREFIX} ${warned.id}: ${warned.reason}`, LINE - behind.length)}${behind}`;
}

/** The API server may cut a longer one. */
const LINE = 256;
const NAME = 64;

function proposed(decision: Decision): string | undefined {
  const { inForce } = decision;
  const [set, wished] = [requestsSet(decision, 'enforce'), requestsSet(decision, 'warn')];
  const cut = decision.verdict === 'rewrite' ? slices(decision) : '';
  const done = [inForce ? cut : '', set].filter(isSaid);
  // Where nothing is enforced nor warned of, nobody has asked to hear of slices.
  const foretold = inForce || decision.mode === 'observe' ? '' : cut;
  const wouldBe = [foretold, wished].filter(isSaid);
  // Placement alone keeps a whole card whole; nobody needs to be told that nothing changed.
  if (done.length + wouldBe.length === 0) return undefined;
  const said = [
    ...done,
    ...(wouldBe.length === 0 ? [] : [`would make ${wouldBe.join(', ')}`]),
  ].join(', ');
  const ofSlices = inForce ? cut !== '' : foretold !== '';
  return oneLine(
    `${PREFIX} ${said} (${ofSlices ? reasonLine(decision.because) : whySet(decision)})`,
  );
}

const isSaid = (text: string): boolean => text !== '';

/** Of requests alone the reason is not that of the GPUs, which stay as they are. */
export function whySet({ rules, because }: Decision): string {
  const set = rules.find(({ id }) => id === 'request/set');
  return set === undefined ? reasonLine(because) : `${set.id}: ${set.reason}`;
}

/** E.g. `main: no memory -> memory: 16Gi`. */
export const requestsSet = ({ supplied = [] }: Decision, by: Mode = 'enforce'): string =>
  supplied
    .filter(({ mode }) => mode === by)
    .map(
      ({ container, resource, quantity }) =>
        `${container}: no ${resource} -> ${resource}: ${quantity}`,
    )
    .join(', ');

/** All that is in force, or would be, of slices; and what is set. */
export const changes = (decision: Decision): string =>
  [slices(decision), requestsSet(decision, 'enforce')].filter(isSaid).join(', ');

/** E.g. `main: nvidia.com/gpu: 1 -> H100-80GB nvidia.com/mig-1g.10gb`. */
export const slices = ({ containers }: Decision): string =>
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

/** A guardrail is seldom of the policy that shares, and a quota is of none. */
function whose({ policy, team, rules }: Decision, { rule }: Reason): string {
  if (rule.startsWith('quota/')) return `quota ${team}`;
  return `policy ${rules.find(({ id }) => id === rule)?.policy ?? policy}`;
}

/** For the Event on the owner: what changed, why, and how to undo it. */
export function eventText(decision: Decision): string {
  const { id, verdict, inForce, mode } = decision;
  const because = whyLetIn(decision);
  const tail = `(${whose(decision, because)}, decision ${id})`;
  if (verdict === 'refuse')
    return oneLine(
      `${inForce ? 'Refused' : 'Would refuse'}: ${refusalText(decision)} ${tail}`,
      1024,
    );
  if (isWarned(decision)) return oneLine(`Warned: ${reasonLine(because)} ${tail}`, 1024);
  const changed = changes(decision);
  const what = changed === '' ? 'Left as submitted' : changed;
  const set = requestsSet(decision, 'enforce') !== '';
  // The reason is that of the GPUs, and they are as they were.
  const why = set && slices(decision) === '' ? 'request/set' : reasonLine(because);
  const undo = set || (changed !== '' && mode === 'enforce') ? `. ${UNDO}` : '';
  return `${oneLine(`${what}: ${why} ${tail}`, 1024 - undo.length)}${undo}`;
}
