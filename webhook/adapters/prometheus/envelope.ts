/**
 * What Prometheus says around its data. `errorType` is the contract (the texts change from release to
 * release); where something in between answered, a proxy or a gateway, there is only the status.
 */
import { isRecord, textIn, type Raw } from '../raw.ts';
import type { Connection } from './connection.ts';
import type { Reply } from './exchange.ts';
import { PrometheusFault, quoted, type FaultKind } from './fault.ts';
import { IN_PART, tellsOfGap } from './gaps.ts';

export interface Opened {
  readonly data: unknown;
  readonly warnings: readonly string[];
}

export function openEnvelope(reply: Reply, asked: string, shows: Connection['shows']): Opened {
  const body = parsed(reply.text);
  if (reply.status === 200 && body?.['status'] === 'success')
    return { data: body['data'], warnings: warningsOf(body) };
  if (reply.status === 200 && PAGE.test(reply.type + reply.text.slice(0, 64)))
    throw new PrometheusFault('garbled', `${asked} was answered with a web page: ${NO_PROMETHEUS}`);
  throw refusal(reply, body, { asked, shows });
}

function parsed(text: string): Raw | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return isRecord(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

const MOST_WARNINGS = 20;

function warningsOf(body: Raw): readonly string[] {
  const said = Array.isArray(body['warnings']) ? body['warnings'] : [];
  const told = said.map((each) => quoted(String(each)));
  // What says that something is missing is not to be pushed out by what does not.
  const first = [...told.filter(tellsOfGap), ...told.filter((each) => !tellsOfGap(each))];
  return [...(body['isPartial'] === true ? [IN_PART] : []), ...first].slice(0, MOST_WARNINGS);
}

interface Asked {
  readonly asked: string;
  readonly shows: Connection['shows'];
}

function refusal(reply: Reply, body: Raw | undefined, { asked, shows }: Asked): PrometheusFault {
  const { status, location, retryAfter } = reply;
  const type = body === undefined ? '' : textIn(body, 'errorType');
  const said = quoted(body === undefined ? reply.text : textIn(body, 'error'));
  const kind = kindFor(status, type);
  const answered = `${asked} was answered ${status}${type === '' ? '' : ` ${quoted(type)}`}`;
  const rest = status >= 300 && status < 400 ? redirected(location) : helped(reply, said, shows);
  const waitMs = Math.max(0, Number(retryAfter) * 1000 || 0);
  return new PrometheusFault(kind, `${answered}${rest === '' ? '' : `: ${rest}`}`, { waitMs });
}

const PAGE = /^text\/html|<!doctype html|<html/i;
const NO_PROMETHEUS = 'this is no Prometheus, or a login page stands before it';

const redirected = (location: string): string =>
  `it points to ${quoted(location)}, and redirects are not followed: give that address if it is yours`;

const STRANGER = 401;
const HELP: Readonly<Record<number, string>> = {
  [STRANGER]: 'it does not know us; check the token, the password or the client certificate',
  403: 'it knows us and does not let us ask; check what this token may read, and the tenant',
};
const LONGEST = 200;

/** What it said itself is often all that tells which of them it was, or that a gateway wants to know whose data. */
function helped(
  { status, text }: Reply,
  said: string,
  { whoWeAre, tenant }: Connection['shows'],
): string {
  const help = HELP[status];
  if (help === undefined) return said;
  const own = quoted(said === '' ? text : said).slice(0, LONGEST);
  const tells = own === '' ? [] : [`it says ${JSON.stringify(own)}`];
  if (!tenant && TENANT.test(own))
    return ['it wants to know whose data is asked for; name the tenant (--tenant)', ...tells].join(
      '; ',
    );
  const anonymous = status === STRANGER && !whoWeAre;
  return [anonymous ? NOTHING_SHOWN : help, ...tells].join('; ');
}

const TENANT = /\borg[ _-]?id\b|\btenant\b/i;
const NOTHING_SHOWN =
  'it does not know us, for it was shown nothing; check the token, the password or the client certificate that you mean to give (--bearer-token-file, --password-file, --cert)';

/** A server that is asked for too much says so in three ways: by its limits, by its clock, by its size. */
function kindFor(status: number, errorType: string): FaultKind {
  if (status === 200) return 'garbled';
  if (errorType === 'execution' || errorType === 'timeout') return 'costly';
  if (status === 413 || status === 422) return 'costly';
  return status === 429 || status >= 500 ? 'away' : 'refused';
}
