/**
 * Who asks, and may they: the API server is asked both, by TokenReview and SubjectAccessReview. What
 * it answers to a failed review is kept to ourselves but for the number: its sentence may quote what
 * it was sent, and that is somebody's token.
 */
import type { AccessReviewer, Asker, Right, TokenReviewer } from '../../ports.ts';
import { isRecord, recordIn, textIn, type Raw } from '../raw.ts';
import { statusOf, type Api } from './api.ts';

export interface Reviewers {
  readonly tokens: TokenReviewer;
  readonly access: AccessReviewer;
}

/** A token made for us alone is worth nothing anywhere else; the API server's own are taken, too. */
export const AUDIENCE = 'tranche.dev';

export const reviewers = (api: Api): Reviewers => ({
  tokens: {
    async holder(token) {
      const ours = await authenticated(api, { token, audiences: [AUDIENCE] });
      return ours === 'nobody' ? authenticated(api, { token }) : ours;
    },
  },
  access: {
    async allows(asker, right) {
      const { username: user, uid, groups, extra } = asker;
      const who = { user, groups, extra, ...(uid === undefined ? {} : { uid }) };
      const spec = { ...who, resourceAttributes: attributesOf(right) };
      const status = await reviewed(api, 'authorization.k8s.io', 'SubjectAccessReview', spec);
      return status['allowed'] === true && status['denied'] !== true;
    },
  },
});

const attributesOf = ({ verb, resource, namespace }: Right) => ({
  group: 'tranche.dev',
  version: '*',
  resource,
  verb,
  ...(namespace === undefined ? {} : { namespace }),
});

interface TokenSpec {
  readonly token: string;
  readonly audiences?: readonly string[];
}

async function authenticated(api: Api, spec: TokenSpec): Promise<Asker | 'nobody'> {
  const status = await reviewed(api, 'authentication.k8s.io', 'TokenReview', spec);
  const user = recordIn(status, 'user');
  const username = textIn(user, 'username');
  if (status['authenticated'] !== true || username === '') return 'nobody';
  // Of an authenticator that knows no audiences there is no answer to the question for ours.
  if (spec.audiences !== undefined && !textsOf(status['audiences']).includes(AUDIENCE))
    return 'nobody';
  const uid = textIn(user, 'uid');
  return {
    username,
    ...(uid === '' ? {} : { uid }),
    groups: textsOf(user['groups']),
    extra: Object.fromEntries(
      Object.entries(recordIn(user, 'extra')).map(([key, values]) => [key, textsOf(values)]),
    ),
  };
}

const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

async function reviewed(api: Api, group: string, kind: string, spec: object): Promise<Raw> {
  const value = { apiVersion: `${group}/v1`, kind, spec };
  const path = `/apis/${group}/v1/${kind.toLowerCase()}s`;
  try {
    const body = { type: 'application/json', value };
    const answer = await api.ask({ method: 'POST', path, body });
    const status = answer['status'];
    return isRecord(status) ? status : {};
  } catch (fault) {
    const number = statusOf(fault);
    const what = number === 0 ? 'could not be reached' : `answered ${number}`;
    // oxlint-disable-next-line preserve-caught-error -- the cause may quote the token
    throw new Error(`the API server ${what} when it was asked for a ${kind}`);
  }
}
