/** No, in the words of the API server's own refusals, so that kubectl and every client can show them. */
import { bindingOf } from '../../core/grant.ts';
import type { Asker, Right } from '../../ports.ts';

export interface Denial {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly status: 'Failure';
  readonly reason: string;
  readonly code: number;
  readonly message: string;
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  413: 'RequestEntityTooLarge',
  500: 'InternalError',
  503: 'ServiceUnavailable',
};

export const denial = (code: number, says: string): Denial => ({
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  reason: REASONS[code] ?? 'Unknown',
  code,
  message: `tranche: ${says}`,
});

/** The roles that the manifests bring, one a resource; all are part of `view`, `edit` and `admin`. */
const roleOf = (resource: string): string => `tranche-${resource}`;

/** Who may not, what, and what somebody who may grant it would type. */
export function notAllowed({ username }: Asker, { verb, resource, namespace }: Right): string {
  const where = namespace === undefined ? 'the cluster' : `namespace ${namespace}`;
  return (
    `${username} may not ${verb} ${resource}.tranche.dev in ${where}. Who administers it can allow that: ` +
    bindingOf(username, roleOf(resource), namespace)
  );
}
