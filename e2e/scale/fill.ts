/** Objects by the ten thousand, posted to the API server itself; it stores them as it would anybody's. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Api, connect } from '../control-plane/api.ts';

interface Config {
  readonly clusters: readonly [
    { readonly cluster: { readonly server: string; readonly 'certificate-authority': string } },
  ];
  readonly users: readonly [{ readonly user: { readonly token: string } }];
}

export interface Access {
  readonly api: Api;
  readonly server: string;
  readonly authority: string;
  readonly token: string;
}

/** As the rig, of whose doings no audit log is kept: it would be larger than what is stored. */
export function accessTo(kubeconfig: string): Access {
  const text = readFileSync(join(dirname(kubeconfig), 'rig.kubeconfig'), 'utf8');
  const { clusters, users } = JSON.parse(text) as Config;
  const { server, 'certificate-authority': authority } = clusters[0].cluster;
  const { token } = users[0].user;
  // The file holds the serving certificate first and the authority that signed it second.
  const pem = readFileSync(authority, 'utf8');
  const signer = pem.slice(pem.lastIndexOf('-----BEGIN CERTIFICATE'));
  return { api: connect(server, signer, token), server, authority, token };
}

/** As many at a time as keep two cores busy. */
const AT_ONCE = 24;

/** Does the work for each number of `from` to `until`, without a list of them. */
export async function forEach(
  from: number,
  until: number,
  work: (i: number) => Promise<unknown>,
): Promise<void> {
  let next = from;
  const one = async (): Promise<void> => {
    while (next < until) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}
