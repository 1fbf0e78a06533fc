/** Which token the server is shown: one from a file, one made for it alone, or that of the kubeconfig. */
import { readFileSync } from 'node:fs';
import { AUDIENCE } from '../../adapters/cluster/reviewers.ts';
import { ApiFault, type Api } from '../../adapters/cluster/api.ts';
import { member, text } from '../../expand/raw.ts';
import { unread } from '../unread.ts';
import { seen, unseen, type Seen } from './facts.ts';

export interface TokenWishes {
  readonly tokenFile?: string;
  /** `name`, or `namespace/name`. */
  readonly serviceAccount?: string;
  readonly namespace: string;
}

const MINUTES_10 = 600;

export async function tokenFor(
  api: Api,
  { tokenFile, serviceAccount, namespace }: TokenWishes,
  ofKubeconfig: () => Promise<string | undefined>,
): Promise<Seen<string>> {
  if (tokenFile !== undefined) return seen(fromFile(tokenFile));
  if (serviceAccount !== undefined) return madeFor(api, serviceAccount, namespace);
  const token = await ofKubeconfig();
  return token === undefined ? unseen(noToken(namespace)) : seen(token);
}

function fromFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw unread(`--token-file ${file}`, error);
  }
}

/** Good for Tranche and nobody else, so that whoever might overhear it has gained nothing. */
async function madeFor(api: Api, account: string, namespace: string): Promise<Seen<string>> {
  const [first = '', second] = account.split('/');
  const [where, name] = second === undefined ? [namespace, first] : [first, second];
  const value = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { audiences: [AUDIENCE], expirationSeconds: MINUTES_10 },
  };
  const path = `/api/v1/namespaces/${encodeURIComponent(where)}/serviceaccounts/${encodeURIComponent(name)}/token`;
  try {
    const body = { type: 'application/json', value };
    const answer = await api.ask({ method: 'POST', path, body });
    const token = text(member(answer, 'status')['token']);
    return token === undefined ? unseen('the API server gave no token') : seen(token);
  } catch (fault) {
    const said = fault instanceof ApiFault ? fault.said : String(fault);
    return unseen(`no token for ServiceAccount ${where}/${name}: ${said}`);
  }
}

const noToken = (namespace: string): string =>
  `the kubeconfig shows the API server a certificate, and Tranche takes tokens: say --service-account NAME, or ` +
  `--token-file FILE after: kubectl create token NAME -n ${namespace} --audience ${AUDIENCE} > FILE`;
