/** What manifests bring to a cluster that decides about pods, theirs and others. */
import type { Raw } from '../../expand/raw.ts';
import { tellsDevices } from './claims.ts';
import { isNamespace } from './namespaces.ts';
import { isOwnPolicy } from './own-policies.ts';

export interface Brought {
  /** What tells of the devices that pods claim. */
  readonly devices: readonly Raw[];
  readonly namespaces: readonly Raw[];
  /** Kinds of policies and of what else is ours, which only count once they are in the cluster. */
  readonly policyKinds: ReadonlySet<string>;
}

export function bringing(): { readonly keep: (object: Raw) => void; readonly brought: Brought } {
  const [devices, namespaces]: [Raw[], Raw[]] = [[], []];
  const policyKinds = new Set<string>();
  return {
    keep(object) {
      if (tellsDevices(object)) devices.push(object);
      if (isNamespace(object)) namespaces.push(object);
      if (isOwnPolicy(object)) policyKinds.add(String(object['kind']));
    },
    brought: { devices, namespaces, policyKinds },
  };
}
