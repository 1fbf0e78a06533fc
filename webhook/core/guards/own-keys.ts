import { KEEP, REWRITE } from '../fit/blocked.ts';
import { SHARE, VRAM } from '../fit/declared.ts';
import { DECISION, ORIGINAL, OWN_PREFIX } from '../governed.ts';
import { celKeys, celList } from '../matching/row.ts';
import type { Labels } from '../pod.ts';
import type { Guard, Occasion } from './rule.ts';

export const ownKeys: Guard = {
  id: 'guard/own-keys',
  about:
    'A pod may ask to keep its card, and say what it needs; team, price, profile, share and exemption are not its to choose, and a key under our prefix that nobody reads would make people believe otherwise.',
  occasions: ['create', 'update', 'bind'],
  cel: () => ({
    objects:
      `(has(object.metadata.annotations) && object.metadata.annotations.exists(k, k.startsWith('${OWN_PREFIX}') && !(k in ${celList(READ.create)}))) || ` +
      celKeys('object.metadata.labels', OWN_PREFIX),
  }),

  check({ occasion, pod, oldPod }) {
    const [now, before] = [pod.metadata, oldPod?.metadata];
    const key = newIn(now.annotations, before?.annotations, READ[occasion]);
    if (key !== undefined) return `the annotation ${key} ${trouble(key, occasion)}`;
    const label = newIn(now.labels, before?.labels, []);
    return label && `the label ${label} ${trouble(label, occasion)}`;
  },
};

/**
 * What a pod may ask, and Tranche's own two, which guard/forged-decision looks after. What it needs
 * is heard when it is made, if its policy hears it at all, and never after.
 */
const READ: Readonly<Record<Occasion, readonly string[]>> = {
  create: [KEEP, VRAM, SHARE, DECISION, ORIGINAL],
  update: [KEEP, DECISION, ORIGINAL],
  bind: [],
};

/** What is there now; what is taken away does no harm. */
function newIn(now: Labels = {}, before: Labels = {}, read: readonly string[]): string | undefined {
  for (const key in now)
    if (key.startsWith(OWN_PREFIX) && now[key] !== before[key] && !read.includes(key)) return key;
  return undefined;
}

function trouble(key: string, occasion: Occasion): string {
  if (occasion === 'bind') return 'comes with the binding, which may bring none of this prefix';
  return key === REWRITE
    ? `is read on namespaces only; remove it: for one workload there is the annotation ${KEEP}: original`
    : `is read by nobody; remove it: a pod may ask by the annotation ${KEEP}: original${occasion === 'create' ? `, and by ${VRAM} or ${SHARE} where its policy hears them` : ' and no other'}`;
}
