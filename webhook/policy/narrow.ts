/**
 * Policies by one thing each insists on: a label of the pod or the namespace, or an exact owner.
 * Whoever looks for a pod's policies looks there, and through the few that insist on none of these,
 * instead of through all.
 */
import type { Subject } from '../core/terms.ts';
import type { Policy } from './policies.ts';

export interface Narrowed {
  /** All that could match, and some that do not; in no order. */
  readonly near: (subject: Subject) => readonly Policy[];
}

export function narrowed(policies: readonly Policy[]): Narrowed {
  const shelves = new Map<string, Policy[]>();
  const rest: Policy[] = [];
  const podKeys = new Set<string>();
  const namespaceKeys = new Set<string>();
  for (const policy of policies) {
    const { podLabels, namespaceLabels, owners } = policy.match;
    const [pod] = podLabels;
    const [namespace] = namespaceLabels;
    if (pod !== undefined) {
      podKeys.add(pod[0]);
      shelve(shelves, shelfOf('pod', ...pod), policy);
    } else if (namespace !== undefined) {
      namespaceKeys.add(namespace[0]);
      shelve(shelves, shelfOf('namespace', ...namespace), policy);
    } else if (owners !== 'any')
      for (const name of owners) shelve(shelves, shelfOf('owner', name), policy);
    else rest.push(policy);
  }
  return {
    near(subject) {
      const found = [...rest];
      const take = (shelf: string): void => void found.push(...(shelves.get(shelf) ?? []));
      take(shelfOf('owner', subject.ownerName));
      for (const key of podKeys) take(shelfOf('pod', key, subject.podLabels[key] ?? ''));
      for (const key of namespaceKeys)
        take(shelfOf('namespace', key, subject.namespaceLabels[key] ?? ''));
      return found;
    },
  };
}

/** No name or label holds a line break. */
const shelfOf = (...parts: readonly string[]): string => parts.join('\n');

function shelve(shelves: Map<string, Policy[]>, name: string, policy: Policy): void {
  const shelf = shelves.get(name) ?? [];
  shelf.push(policy);
  shelves.set(name, shelf);
}
