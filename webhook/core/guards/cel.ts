/**
 * What several guards ask of a pod, in CEL over `object`, as the API server's own admission policies
 * understand it. That it says the same as the guards themselves is tried on a real API server.
 */
import { KAI_KEYS } from '../fit/kai.ts';
import { GPU_PREFIXES } from '../governed.ts';
import { celAny, celList } from '../matching/row.ts';

const LISTS = ['containers', 'initContainers'];

const amount = (path: string): string =>
  `(has(${path}) && ${path}.exists(k, ${celList(GPU_PREFIXES)}.exists(p, k.startsWith(p)) && ` +
  `quantity(string(${path}[k])).compareTo(quantity('0')) != 0))`;

const asks = celAny(
  LISTS,
  `has(c.resources) && (${amount('c.resources.limits')} || ${amount('c.resources.requests')})`,
);

const kai = `(has(object.metadata.annotations) && ${celList(KAI_KEYS)}.exists(k, k in object.metadata.annotations))`;

/** What expressions may call by name, in an order in which each needs only those before it. */
export const celVariables = {
  asksForGpu: `${asks} || ${kai}`,
  reachesGpu:
    'variables.asksForGpu || (has(object.spec.resourceClaims) && size(object.spec.resourceClaims) > 0)',
} as const;

/** Of a pod that is made; what joins it later to debug it is another resource. */
export const celContainers = (holds: string): string => `(${celAny(LISTS, holds)})`;

/** Said of guards that look at pods with a GPU. */
export const CLAIMS_UNSEEN = 'a pod whose only GPU is by a resource claim is not looked at';
