import { cheapestBelow, costOf, heldBy } from '../fit/cheaper.ts';
import { usableMiB } from '../fit/legal.ts';
import type { Need } from '../fit/need.ts';
import { needsOf, slotsOf, type Slot } from '../fit/slots.ts';
import { unpinned } from '../matching/gpu-nodes.ts';
import type { Offer } from '../menu.ts';
import { neverSlice } from '../never-slice/all.ts';
import type { Workload } from '../decision.ts';
import type { Terms } from '../terms.ts';
import { heldTo, type Scene } from './rule.ts';

export const overClassed = heldTo({
  id: 'guard/over-classed',
  about:
    'A card that is dearer than the work on it needs is missed by work that has no other; which would do is known once the work was seen.',
  parameters: {
    timesDearer: {
      kind: 'amount',
      about:
        'How many times the price of another card or slice it must have before it is told; any more than the same where it is not written.',
      least: 1,
    },
  },
  notInCel:
    'what a workload needs stands in its profile, and what would hold it is known from the nodes',

  check(scene, { timesDearer = 1 }) {
    const one = onlyOne(scene);
    if (one === undefined || decidedByPolicy(scene) || spansMore(scene)) return undefined;
    const found = compared(scene, one);
    return found !== undefined && found.times >= timesDearer ? told(found) : undefined;
  },
});

interface Found {
  readonly held: Offer;
  readonly instead: Offer;
  readonly times: number;
  readonly need: Need;
}

function compared({ pod, menu, question }: Scene, { resource, ...one }: One): Found | undefined {
  const held = heldBy(pod, resource, menu);
  const instead = held && cheapestBelow(held, { ...one, menu, pod: unpinned(question.pod) });
  if (held === undefined || instead === undefined) return undefined;
  const times = costOf(held) / costOf(instead);
  // What has no price cannot be compared.
  return Number.isFinite(times) ? { held, instead, times, need: one.need } : undefined;
}

interface One {
  readonly slot: Slot;
  readonly need: Need;
  readonly terms: Terms;
  /** By the name it has now. */
  readonly resource: string;
}

/** One GPU, of which it is known what it needs: of several nobody knows what passes between them. */
function onlyOne({ question, asks }: Scene): One | undefined {
  const { terms } = question;
  const [slot, ...others] = slotsOf(question.asks);
  const [now] = slotsOf(asks);
  if (slot === undefined || now === undefined || others.length > 0) return undefined;
  if (terms === 'none' || question.asks.some(({ count }) => count !== 1)) return undefined;
  const { needs } = needsOf([slot], question, terms);
  const [need] = 'rule' in needs ? [] : needs;
  // What its owner says that it needs is nobody's evidence of what it would do with less.
  if (need === undefined || need.product === 'any') return undefined;
  return { slot, need, terms, resource: now.asked };
}

/** What the policy makes of it stands, whichever rung of the ladder it is. */
const decidedByPolicy = ({ proposed }: Scene): boolean =>
  proposed.inForce && proposed.containers.some(({ mechanism }) => mechanism !== 'whole');

const NOBODY: Workload = { namespace: '', kind: '', name: '', by: '' };

/** Work that is joined to others, or holds its card in another way; whoever asks for a slice by name can ask for a smaller. */
function spansMore({ question }: Scene): boolean {
  const { pod, asks, catalogue } = question;
  const workload = question.workload === 'unknown' ? NOBODY : question.workload;
  return neverSlice.some(
    ({ id, check }) =>
      id !== 'never/already-slice' && check({ pod, asks, workload, catalogue }) !== undefined,
  );
}

function told({ held, instead, times, need }: Found): string {
  const { container, peakMiB, headroom, sms } = need;
  return (
    `container ${container} may be given ${held.key} at ${round(times)} times the price of ${instead.key}, ` +
    `which would hold it: peak ${peakMiB} MiB x ${headroom} fits ${usableMiB(instead)} MiB, ${sms} SMs fit ${instead.sms}; ` +
    `ask for ${instead.resource}${instead.resource === held.resource ? placed(instead) : ''}`
  );
}

const round = (times: number): number => Math.round(times * 10) / 10;

/** Of what goes by the same name only labels tell it. */
function placed({ pins }: Offer): string {
  const labels = pins.flatMap(({ key, operator, values = [] }) =>
    operator === 'In' ? [`${key}=${values.join('|')}`] : [],
  );
  return labels.length === 0 ? '' : ` on nodes with ${labels.join(', ')}`;
}
