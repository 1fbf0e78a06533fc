/**
 * Replicas come in bursts and ask one question many times. A decision is remembered by its Menu and
 * Terms, which never change, and by everything else that is read once a pod is known to be one that
 * may be sliced; so what is remembered is what would be decided, and nobody can tell but the clock.
 * Pods that say something about nodes, or so much about themselves that our annotations may not fit,
 * are asked afresh.
 */
import type { Decision, Reason } from './decision.ts';
import { crowded } from './draft.ts';
import { preallocates } from './engine.ts';
import { wantsVideo } from './legal.ts';
import type { Menu } from './menu.ts';
import type { Need } from './need.ts';
import type { Question } from './question.ts';
import { effectiveRequests } from './requests.ts';
import { constrained } from './selector.ts';
import type { Slot } from './slots.ts';
import type { Terms } from './terms.ts';

/** Some kilobytes each; a menu lives for moments where pods come and go. */
const MOST = 2_000;

const byMenu = new WeakMap<Menu, WeakMap<Terms, Map<string, Decision>>>();

export function remembered(
  question: Question,
  terms: Terms,
  asked: { readonly slots: readonly Slot[]; readonly needs: readonly Need[] | Reason },
  decide: () => Decision,
): Decision {
  if (constrained(question.pod) || crowded(question.pod)) return decide();
  const decisions = decisionsOf(question.menu, terms);
  const key = keyOf(question, asked.slots, asked.needs);
  const known = decisions.get(key);
  if (known !== undefined) return known;
  const decision = decide();
  if (decisions.size >= MOST) decisions.clear();
  decisions.set(key, decision);
  return decision;
}

function decisionsOf(menu: Menu, terms: Terms): Map<string, Decision> {
  const byTerms = byMenu.get(menu) ?? new WeakMap<Terms, Map<string, Decision>>();
  byMenu.set(menu, byTerms);
  const decisions = byTerms.get(terms) ?? new Map<string, Decision>();
  byTerms.set(terms, decisions);
  return decisions;
}

/** Parts are set apart by a character that no name in Kubernetes holds. */
function keyOf(
  question: Question,
  slots: readonly Slot[],
  needs: readonly Need[] | Reason,
): string {
  const { pod, asks, workload, classified, quota, revision, siblings } = question;
  let key = `${classified.class}\n${classified.by}\n${quota === 'unassigned' ? '' : quota.team}\n${revision}`;
  if (workload !== 'unknown')
    key += `\n${workload.namespace}\n${workload.kind}\n${workload.name}\n${workload.by}`;
  for (const { seat, resource, count } of asks)
    key += `\n${seat.pointer}\n${seat.container.name}\n${resource}\n${count}`;
  key += 'rule' in needs ? `\n${needs.rule}\n${needs.says}` : needs.map(needKey).join('');
  for (const slot of slots) key += slotKey(slot);
  if (siblings !== 'none')
    for (const [name, shape] of siblings.containers) key += `\n${name}\n${shape.slice}`;
  const requests = effectiveRequests(pod);
  for (const name in requests) key += `\n${name}\n${requests[name]}`;
  return pod.spec.tolerations === undefined ? key : key + JSON.stringify(pod.spec.tolerations);
}

const needKey = ({
  container,
  peakMiB,
  headroom,
  vramMiB,
  sms,
  product,
  measuredOn,
}: Need): string =>
  `\n${container}\n${peakMiB}\n${headroom}\n${vramMiB}\n${sms}\n${product.name}\n${measuredOn.join()}`;

const slotKey = (slot: Slot): string =>
  `\n${slot.asked}${wantsVideo(slot) ? '\nvideo' : ''}${slot.seats.map(({ container }) => `\n${preallocates(container)}`).join('')}`;
