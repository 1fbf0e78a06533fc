/** ConfigMaps, Secrets and tokens, as bytes by key. */
import type { Api } from '../control-plane/api.ts';
import type { Pod, Ref } from './pod.ts';

export type Data = ReadonlyMap<string, Buffer>;

export interface Token {
  readonly token: string;
  readonly expires: Date;
}

export interface Objects {
  readonly configMap: (namespace: string, ref: Ref) => Promise<Data>;
  readonly secret: (namespace: string, ref: Ref) => Promise<Data>;
  readonly token: (pod: Pod, audience: string | undefined, seconds: number) => Promise<Token>;
}

interface Stored {
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
}

export function objectsOf(api: Api): Objects {
  const read = async (kind: 'configmaps' | 'secrets', namespace: string, ref: Ref) => {
    const found = await api.get<Stored>(`/api/v1/namespaces/${namespace}/${kind}/${ref.name}`);
    if (!found && !ref.optional)
      throw new Error(`${kind} "${ref.name}" not found in namespace ${namespace}`);
    return found ?? {};
  };

  return {
    async configMap(namespace, ref) {
      const { data, binaryData } = await read('configmaps', namespace, ref);
      return new Map([...bytes(data, 'utf8'), ...bytes(binaryData, 'base64')]);
    },

    async secret(namespace, ref) {
      const { data } = await read('secrets', namespace, ref);
      return new Map(bytes(data, 'base64'));
    },

    /** Bound to the pod, so that it dies with it, like a real one. */
    async token({ metadata, spec }, audience, expirationSeconds) {
      const account = spec.serviceAccountName ?? 'default';
      const { name, namespace, uid } = metadata;
      const { status } = await api.send<{ status: { token: string; expirationTimestamp: string } }>(
        'POST',
        `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`,
        {
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'TokenRequest',
          spec: {
            audiences: audience === undefined ? [] : [audience],
            expirationSeconds,
            boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid },
          },
        },
      );
      return { token: status.token, expires: new Date(status.expirationTimestamp) };
    },
  };
}

const bytes = (
  data: Readonly<Record<string, string>> = {},
  encoding: 'utf8' | 'base64',
): [string, Buffer][] =>
  Object.entries(data).map(([key, text]) => [key, Buffer.from(text, encoding)]);
