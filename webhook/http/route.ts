/**
 * Where a request is going. Headers are read from the raw list: the parsed one is built for each
 * request on first use, and two of them are all that we look at.
 */
import type { IncomingMessage } from 'node:http';
import type { Visit } from '../core/decision.ts';
import { NOT_ALLOWED, NOT_FOUND, NOT_JSON, type Refusal } from './refusal.ts';

/** Where the API server knocks: with pods on their two visits, with a document of ours, or with what makes pods. */
export type Door = Visit | 'validate-policies' | 'workloads';

export interface Wrong {
  readonly reason: 'path' | 'method' | 'media-type';
  readonly refusal: Refusal;
}

const PATH: Wrong = { reason: 'path', refusal: NOT_FOUND };
const METHOD: Wrong = { reason: 'method', refusal: NOT_ALLOWED };
const MEDIA_TYPE: Wrong = { reason: 'media-type', refusal: NOT_JSON };

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;

export function routeOf(req: IncomingMessage): Door | Wrong {
  const door = doorAt(req.url ?? '');
  if (door === undefined) return PATH;
  if (req.method !== 'POST') return METHOD;
  const type = header(req, 'content-type');
  return type === 'application/json' || JSON_TYPE.test(type) ? door : MEDIA_TYPE;
}

/** As declared; 0 where nothing is. */
export const lengthOf = (req: IncomingMessage): number => Number(header(req, 'content-length'));

function doorAt(url: string): Door | undefined {
  if (isAt(url, '/mutate')) return 'mutate';
  if (isAt(url, '/validate')) return 'validate';
  if (isAt(url, '/validate-policies')) return 'validate-policies';
  if (isAt(url, '/workloads')) return 'workloads';
  return undefined;
}

const isAt = (url: string, path: string): boolean =>
  url.startsWith(path) && (url.length === path.length || url[path.length] === '?');

/** `name` in lower case; '' where it is absent. */
function header({ rawHeaders }: IncomingMessage, name: string): string {
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const key = rawHeaders[i];
    if (key?.length === name.length && key.toLowerCase() === name) return rawHeaders[i + 1] ?? '';
  }
  return '';
}
