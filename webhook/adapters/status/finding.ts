/**
 * What is so of one object of the cluster, after all documents were read and compared.
 *
 * Accepted speaks of what stands there now, Ready of what is in force: a quota that has been in
 * force for weeks stays Ready when somebody's new one names its namespace, though both are told of
 * it. Only what has a fault and is not in force is Stalled, so that whoever waits for a roll-out
 * stops waiting for the object that was at fault and for no other.
 */
import { canonical } from '../../policy/canonical.ts';
import { titleOf, type Document, type Fault } from '../../policy/documents.ts';
import { lineOf } from '../../policy/render.ts';
import { MESSAGE_MAX, type Condition } from '../../policy/schema/status.ts';
import { sourceOf, type SeenObject } from '../cluster/seen-object.ts';
import type { Settled } from '../policy-store.ts';

/** A condition, but for the time at which it came to be so. */
export type Finding = Omit<Condition, 'lastTransitionTime'>;

type Told = Pick<Finding, 'status' | 'reason' | 'message'>;

export function findingsOf(object: SeenObject, settled: Settled): readonly Finding[] {
  const observedGeneration = object.generation;
  const finding = (type: string, { status, reason, message }: Told): Finding => {
    return { type, status, observedGeneration, reason, message: cut(message) };
  };
  const own = [...settled.faults, ...settled.apart].filter((fault) =>
    names(fault, sourceOf(object)),
  );
  const accepted = acceptedBy(object, own, settled);
  const ready = readyIn(object, own, settled);
  const stalled = accepted.status === 'False' && ready.status === 'False';
  return [
    finding('Accepted', accepted),
    finding('Ready', ready),
    ...(stalled ? [finding('Stalled', { ...accepted, status: 'True' })] : []),
  ];
}

const names = ({ file, also }: Fault, source: string): boolean =>
  file === source || also?.file === source;

function acceptedBy(
  object: SeenObject,
  own: readonly Fault[],
  { faults, compared }: Settled,
): Told {
  if (own.length > 0)
    return {
      status: 'False',
      reason: 'Faulty',
      message: own.map((fault) => lineOf(fault, sourceOf(object))).join('; '),
    };
  if (compared)
    return { status: 'True', reason: 'Accepted', message: 'no fault, alone or beside the others' };
  return {
    status: 'Unknown',
    reason: 'NotCompared',
    message: `no fault of its own; compared with the others once they can be read: ${firstOf(faults)}`,
  };
}

function readyIn(object: SeenObject, own: readonly Fault[], settled: Settled): Told {
  const { hash } = settled;
  if (isInForce(object, settled)) {
    // Profiles are no part of what the hash is of, and are too many to be told of each new one.
    const where = object.kind === 'GpuProfile' ? 'in force' : `in force, in set ${hash}`;
    return { status: 'True', reason: 'InForce', message: where };
  }
  const stands = hash === 'none' ? 'no set is in force' : `set ${hash} stays in force`;
  if (settled.apart.some((fault) => own.includes(fault)))
    return { status: 'False', reason: 'Faulty', message: 'not believed until this is mended' };
  return own.length > 0
    ? { status: 'False', reason: 'Faulty', message: `${stands} until this is mended` }
    : {
        status: 'False',
        reason: 'OthersFaulty',
        message: `${stands} until what is wrong elsewhere is mended: ${firstOf(settled.faults)}`,
      };
}

/** By what it says: a set that was kept on disk knows no generations. */
function isInForce({ reading }: SeenObject, { inForce }: Settled): boolean {
  const [document] = reading.documents;
  if (document === undefined || inForce === 'none') return false;
  const there = inForce.byTitle.get(titleOf(document));
  return there === document || (there !== undefined && saysTheSame(there, document));
}

const saysTheSame = (a: Document, b: Document): boolean =>
  canonical(a.value) === canonical(b.value);

function firstOf(faults: readonly Fault[]): string {
  const [first] = faults;
  if (first === undefined) return 'nothing is known of it';
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
  return `${lineOf(first)}${more}`;
}

const cut = (text: string): string =>
  text.length <= MESSAGE_MAX ? text : `${text.slice(0, MESSAGE_MAX - 1)}…`;
