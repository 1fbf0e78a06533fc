/**
 * What the author of a workload is told of its pods while it is applied: those of a controller are
 * warned of to the controller, which does not read. One line, the point first, in the words in which
 * the pods themselves will be spoken of.
 */
import type { Decision } from '../core/decision.ts';
import { oneLine } from '../core/text.ts';
import { reasonLine, refusalText, requestsSet, slices, whySet } from './lines.ts';

export interface Foretold {
  /** E.g. `its 3 pods`. */
  readonly pods: string;
  readonly proposed: Decision;
  readonly judged: Decision;
}

/** The API server may cut a longer one. */
const LINE = 256;

/** `undefined` where nothing becomes of the pods but what is written, or nobody is to hear of it. */
export function newsLine(workload: string, templates: readonly Foretold[]): string | undefined {
  const said = templates.flatMap((one) => {
    const what = toldOf(one);
    return what === '' ? [] : [`${one.pods} ${what}`];
  });
  return said.length === 0
    ? undefined
    : oneLine(`tranche: ${workload}: ${[...new Set(said)].join('; ')}`, LINE);
}

function toldOf({ proposed, judged }: Foretold): string {
  if (judged.verdict === 'refuse' && judged.inForce)
    return `will be refused: ${refusalText(judged)}`;
  return [changeIn(proposed), warnedOf(judged)].filter((part) => part !== '').join(', and ');
}

function changeIn(proposed: Decision): string {
  const { inForce, mode, policy } = proposed;
  const set = requestsSet(proposed, 'enforce');
  const wished = requestsSet(proposed, 'warn');
  const cut = proposed.verdict === 'rewrite' && (inForce || mode === 'warn') ? taken(proposed) : '';
  const why = cut === '' ? whySet(proposed) : reasonLine(proposed.because);
  const will = [inForce ? cut : '', given(set)].filter((part) => part !== '').join(' and ');
  if (will !== '') return `will ${will} (${why})`;
  const would = [cut, given(wished)].filter((part) => part !== '').join(' and ');
  return would === '' ? '' : `would ${would} if policy ${oneLine(policy, 64)} enforced (${why})`;
}

const given = (requests: string): string => (requests === '' ? '' : `be given ${requests}`);

/** One container needs no name; several that get the same are told of together. */
function taken(decision: Decision): string {
  const changed = decision.containers.filter(({ asked, chosen }) => asked !== chosen);
  const [first, ...more] = changed;
  if (first === undefined) return '';
  const alike = more.every(({ asked, chosen }) => asked === first.asked && chosen === first.chosen);
  if (!alike) return `get ${slices(decision)}`;
  const where = more.length === 0 ? '' : ` in ${changed.map(({ name }) => name).join(' and ')}`;
  return `take ${first.chosen} instead of ${first.asked}${where}`;
}

function warnedOf({ rules }: Decision): string {
  const warned = rules.find(({ outcome }) => outcome === 'warn');
  return warned === undefined ? '' : `will be warned of: ${warned.id}: ${warned.reason}`;
}
