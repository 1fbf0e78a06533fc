/**
 * Replicas come in bursts and ask one question many times. A decision is remembered by its Menu and
 * Terms and the pod's spec (one object for all that are alike), which never change, and by whose the
 * pod is, once it is known to be one that may be sliced; so what is remembered is what would be
 * decided, and nobody can tell but the clock. Pods that say so much about themselves that our
 * annotations may not fit are asked afresh.
 */
import type { Decision, Reason } from './decision.ts';
import { crowded } from './draft.ts';
import { KAI_QUEUE } from './kai.ts';
import type { Menu } from './menu.ts';
import type { Need } from './need.ts';
import type { PodSpec } from './pod.ts';
import type { Question } from './question.ts';
import type { Terms } from './terms.ts';

/** One spec rarely belongs to more workloads than this; some kilobytes each. */
const MOST = 50;

const byMenu = new WeakMap<Menu, WeakMap<Terms, WeakMap<PodSpec, Map<string, Decision>>>>();

export function remembered(
  question: Question,
  terms: Terms,
  needs: readonly Need[] | Reason,
  decide: () => Decision,
): Decision {
  if (crowded(question.pod)) return decide();
  const decisions = decisionsOf(question.menu, terms, question.pod.spec);
  const key = keyOf(question, needs);
  const known = decisions.get(key);
  if (known !== undefined) return known;
  const decision = decide();
  if (decisions.size >= MOST) decisions.clear();
  decisions.set(key, decision);
  return decision;
}

function decisionsOf(menu: Menu, terms: Terms, spec: PodSpec): Map<string, Decision> {
  const byTerms = byMenu.get(menu) ?? new WeakMap<Terms, WeakMap<PodSpec, Map<string, Decision>>>();
  byMenu.set(menu, byTerms);
  const bySpec = byTerms.get(terms) ?? new WeakMap<PodSpec, Map<string, Decision>>();
  byTerms.set(terms, bySpec);
  const decisions = bySpec.get(spec) ?? new Map<string, Decision>();
  bySpec.set(spec, decisions);
  return decisions;
}

/** Parts are set apart by a character that no name in Kubernetes holds. */
function keyOf(question: Question, needs: readonly Need[] | Reason): string {
  const { pod, workload, classified, quota, siblings, policyHash } = question;
  let key = `${policyHash}\n${classified.class}\n${classified.by}\n${quota === 'unassigned' ? '' : quota.team}`;
  // The one label by which pods of one workload are written differently.
  key += `\n${pod.metadata.labels?.[KAI_QUEUE] ?? ''}`;
  if (workload !== 'unknown')
    key += `\n${workload.namespace}\n${workload.kind}\n${workload.name}\n${workload.by}`;
  key += 'rule' in needs ? `\n${needs.rule}\n${needs.says}` : needs.map(needKey).join('');
  if (siblings !== 'none')
    for (const [name, shape] of siblings.containers) key += `\n${name}\n${shape.slice}`;
  return key;
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
