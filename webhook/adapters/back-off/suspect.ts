/** A pod of which a container died, as it is stored: whose it is, what it was given and what the policy says. */
import type { BackOffTerms, SliceSize } from '../../core/back-off.ts';
import type { Workload } from '../../core/decision.ts';
import { submitted } from '../../core/edits/undo.ts';
import { readOriginal } from '../../core/edits/original.ts';
import { sizeOf } from '../../core/fit/backed-off.ts';
import { withFractions } from '../../core/fit/fraction.ts';
import { gather } from '../../core/gather.ts';
import { containerRevision } from '../../core/identity/revision.ts';
import type { Menu } from '../../core/menu.ts';
import { seats, type Pod } from '../../core/pod.ts';
import { readPod } from '../../core/read-pod.ts';
import type { Terms } from '../../core/terms.ts';
import type { World } from '../../core/world.ts';
import { recordIn, type Raw } from '../raw.ts';
import type { DeadPod } from './died.ts';

export interface Suspect {
  readonly pod: Pod;
  readonly namespace: string;
  readonly workload: Workload;
  readonly backOff: BackOffTerms;
  /** By name, those that were given a slice that is still offered. */
  readonly given: ReadonlyMap<string, Given>;
}

export interface Given {
  readonly revision: string;
  readonly slice: SliceSize & { readonly name: string };
}

/** `nobody` where it is not to be held against its slice, or nobody can say whose it is. */
export function suspectIn(raw: Raw, { namespace, uid }: DeadPod, world: World): Suspect | 'nobody' {
  const read = readPod(raw);
  // Another pod may have its name by now.
  if (!read.ok || recordIn(raw, 'metadata')['uid'] !== uid) return 'nobody';
  const { pod } = read;
  const own = submitted(pod);
  const { workload, terms } = gather(own, namespace, world);
  if (workload === 'unknown' || terms === 'none' || terms.backOff === 'never') return 'nobody';
  const given = givenTo(pod, own, terms, world.menu);
  return given.size === 0 ? 'nobody' : { pod, namespace, workload, backOff: terms.backOff, given };
}

function givenTo(pod: Pod, own: Pod, terms: Terms, menu: Menu): ReadonlyMap<string, Given> {
  const given = new Map<string, Given>();
  const original = readOriginal(pod);
  if (original === 'none') return given;
  for (const { container } of seats(own)) {
    const { name } = container;
    const said = Object.hasOwn(original.containers, name) ? original.containers[name] : undefined;
    const offer = said && offered(said.slice, terms, menu);
    if (offer !== undefined)
      given.set(name, {
        revision: containerRevision(container),
        slice: { name: offer.key, ...sizeOf(offer) },
      });
  }
  return given;
}

/** What is offered no more nobody is given again. */
const offered = (slice: string, terms: Terms, { pools }: Menu) =>
  pools
    .flatMap((pool) => withFractions(pool, terms).offers)
    .find(({ key, mechanism }) => key === slice && mechanism !== 'whole');
