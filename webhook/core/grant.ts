/** What somebody who administers a cluster would type, so that whoever was refused may do it. */
import { shellWord } from './text.ts';

const ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/** That binds a role to whoever asked, in one namespace or in the cluster. */
export function bindingOf(username: string, role: string, namespace?: string): string {
  const [kind, inside] =
    namespace === undefined ? ['clusterrolebinding', ''] : ['rolebinding', ` -n ${namespace}`];
  const binding = `${role}-${plain(ACCOUNT.exec(username)?.[2] ?? username)}`;
  return `kubectl create ${kind} ${binding}${inside} --clusterrole=${role} ${subject(username)}`;
}

/** A role of its own, for what no role that is there lets anybody list. */
export const roleOf = (role: string, resources: readonly string[]): string =>
  `kubectl create clusterrole ${role} --verb=get,list --resource=${resources.join(',')}`;

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
