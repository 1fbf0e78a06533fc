/** No, in the words of the API server's own refusals, so that kubectl and every client can show them. */
import { shellWord } from '../../core/text.ts';
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
  const [kind, where, inside] =
    namespace === undefined
      ? ['clusterrolebinding', 'the cluster', '']
      : ['rolebinding', `namespace ${namespace}`, ` -n ${namespace}`];
  const role = roleOf(resource);
  const binding = `${role}-${plain(ACCOUNT.exec(username)?.[2] ?? username)}`;
  return (
    `${username} may not ${verb} ${resource}.tranche.dev in ${where}. Who administers it can allow that: ` +
    `kubectl create ${kind} ${binding}${inside} --clusterrole=${role} ${subject(username)}`
  );
}

const ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;

function subject(username: string): string {
  const [, namespace, name] = ACCOUNT.exec(username) ?? [];
  return name === undefined
    ? `--user=${shellWord(username)}`
    : `--serviceaccount=${namespace}:${name}`;
}

/** What may stand in the name of a binding, and is no longer than one. */
const plain = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/-$/, '');
