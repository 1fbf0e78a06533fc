/**
 * Our own edits taken back. A neighbour that comes after us may take away what our first decision
 * stood on: it pins another GPU, or swaps the image that the evidence is of. Had it come before us we
 * would have decided otherwise, so its pod is given back as it would have found it, and decided anew.
 */
import { applied, pinnedTo } from './applied.ts';
import { asksByName } from '../asks.ts';
import type { Edit } from '../decision.ts';
import { holdsGot } from '../fit/form.ts';
import { KAI_CONTAINER, KAI_FRACTION, KAI_QUEUE } from '../fit/kai.ts';
import type { Menu } from '../menu.ts';
import type { Original } from './original.ts';
import { HOSTNAME } from '../fit/packing.ts';
import { seats, type Pod } from '../pod.ts';
import type { Op } from './pointer.ts';
import { writesSetting } from '../settings/engines.ts';
import type { Terms } from '../terms.ts';
import { undo } from './undo.ts';
import { namesWhole } from '../vendor.ts';

/**
 * Whether all that the annotation tells of stands in the pod and is such as we write: whoever can
 * write a pod can write the annotation, and must not have us take off what a neighbour has put there.
 */
export function bornOut(pod: Pod, original: Original, terms: Terms, menu: Menu): boolean {
  const { containers, require, tolerate, prefer = [], also = [] } = original;
  // What a neighbour has put in place of a request stays, and the rest is ours all the same.
  const lasting = also.filter(({ kind }) => kind !== 'request');
  const edits = [...lasting, ...tolerate.map((key): Edit => ({ kind: 'toleration', key }))];
  const keys = pinKeys(terms, menu);
  return (
    Object.entries(containers).every(
      ([name, { asked, got }]) =>
        // Where the name stays, so does the spelling of one that its user wrote.
        namesWhole(asked) &&
        (asked === got ? asksByName(pod, name, got) : holdsGot(pod, name, got)),
    ) &&
    require.every(({ key }) => keys.has(key)) &&
    (require.length === 0 || pinnedTo(pod, require)) &&
    tolerate.every((key) => terms.tolerate.includes(key)) &&
    prefer.every((wish) => JSON.stringify(wish).includes(HOSTNAME)) &&
    also.every((edit) => isOurs(edit, terms)) &&
    applied(pod, edits)
  );
}

const SETTABLE = ['cpu', 'memory', 'ephemeral-storage'];
const MARKS = [KAI_FRACTION, KAI_CONTAINER, KAI_QUEUE];

function isOurs(edit: NonNullable<Original['also']>[number], { fraction }: Terms): boolean {
  if (edit.kind === 'request') return SETTABLE.includes(edit.resource);
  if (edit.kind === 'mark') return MARKS.includes(edit.key);
  if (edit.kind === 'env') return writesSetting(edit.name);
  if (edit.kind === 'arg') return writesSetting(edit.value.slice(0, edit.value.indexOf('=')));
  return edit.kind !== 'scheduler' || (fraction !== 'none' && fraction.schedulerName === edit.name);
}

const keysOfMenu = new WeakMap<Menu, ReadonlySet<string>>();

/** Node labels by which we place pods: those of the menu, and what the policy says of its pools. */
function pinKeys(terms: Terms, menu: Menu): ReadonlySet<string> {
  const known = keysOfMenu.get(menu) ?? menuKeys(menu);
  keysOfMenu.set(menu, known);
  const { timeSlice, mps, fraction } = terms;
  const pools = [timeSlice, mps, ...(fraction === 'none' ? [] : [fraction])];
  const given = pools.flatMap((trust) => trust.pools.flatMap((labels) => Object.keys(labels)));
  return new Set([...known, ...given, ...terms.require.map(({ key }) => key)]);
}

const menuKeys = ({ pools, resting }: Menu): ReadonlySet<string> =>
  new Set([
    'nvidia.com/gpu.sharing-strategy',
    ...[...pools, ...resting].flatMap(({ offers }) =>
      offers.flatMap(({ pins }) => pins.map(({ key }) => key)),
    ),
  ]);

/** From the pod as it stands to the one that `undo` makes of it: members of ours, each as a whole. */
export function restoreOps(pod: Pod, original: Original): Op[] {
  const back = undo(pod, original);
  const ops: Op[] = [];
  for (const key of ['labels', 'annotations'] as const)
    ops.push(...member(`/metadata/${key}`, pod.metadata[key], back.metadata[key]));
  for (const key of ['affinity', 'tolerations', 'resourceClaims', 'schedulerName'] as const)
    ops.push(...member(`/spec/${key}`, pod.spec[key], back.spec[key]));
  const [are, were] = [seats(pod), seats(back)];
  for (const [at, { container, pointer }] of are.entries()) {
    const was = were[at]?.container ?? container;
    for (const key of ['env', 'args'] as const)
      ops.push(...member(`${pointer}/${key}`, container[key], was[key]));
    for (const key of ['limits', 'requests', 'claims'] as const)
      ops.push(
        ...member(`${pointer}/resources/${key}`, container.resources?.[key], was.resources?.[key]),
      );
  }
  return ops;
}

function member(path: string, is: unknown, was: unknown): Op[] {
  if (JSON.stringify(is) === JSON.stringify(was)) return [];
  return [was === undefined ? { op: 'remove', path } : { op: 'add', path, value: was }];
}
