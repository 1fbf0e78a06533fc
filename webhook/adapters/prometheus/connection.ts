/**
 * Where a Prometheus is and how it knows us: by the operator's configuration and by nothing else, since
 * whoever could name the address could have our token sent there. Files are read again for each
 * question, because tokens and certificates are replaced in place.
 */
import { readFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { faultText } from '../tell.ts';
import { isMatcher } from '../../usage/matcher.ts';

export interface PrometheusConfig {
  /** Up to and without `/api/v1`. */
  readonly url: string;
  readonly bearerTokenFile?: string;
  readonly basic?: { readonly username: string; readonly passwordFile: string };
  /** `X-Scope-OrgID`, whose data it is in Mimir, Cortex and Thanos. */
  readonly tenant?: string;
  /** Label matchers of PromQL that every selector has besides, e.g. `cluster="A"`: whose series are ours. */
  readonly match?: readonly string[];
  readonly tls?: {
    /** In place of the CAs that Node trusts. */
    readonly caFile?: string;
    readonly certFile?: string;
    readonly keyFile?: string;
    /** The name in its certificate, where the address has another. */
    readonly serverName?: string;
  };
}

/** In what the operator has given us; no word of it comes from a server. */
export class OwnFault extends Error {}

export interface Connection {
  /** Without a slash at its end. */
  readonly base: string;
  readonly secure: boolean;
  readonly match: readonly string[];
  /** Whether it is shown who we are, by whatever means, and whose data we want. */
  readonly shows: { readonly whoWeAre: boolean; readonly tenant: boolean };
  headers(): Readonly<Record<string, string>>;
  /** A gateway may say in its answer what it was shown, and what it says ends up in logs. */
  unsaid(text: string): string;
  agent(): HttpAgent;
  close(): void;
}

/** Throws, in words for the operator, where the configuration cannot be meant. */
export function connectionOf(config: PrometheusConfig): Connection {
  const url = addressOf(config);
  consistent(config);
  fitFor(url, config);
  const secure = url.protocol === 'https:';
  let made: { readonly of: string; readonly agent: HttpAgent } | undefined;
  return {
    base: `${url.origin}${url.pathname.replace(/\/+$/, '')}`,
    secure,
    match: config.match ?? [],
    shows: {
      whoWeAre: (config.bearerTokenFile ?? config.basic ?? config.tls?.certFile) !== undefined,
      tenant: config.tenant !== undefined,
    },
    headers: () => ({ ...authorization(config), ...tenancy(config.tenant) }),
    unsaid: (text) => shownBy(config).reduce((so, each) => so.replaceAll(each, HIDDEN), text),
    agent() {
      const options = secure ? secrets(config.tls) : {};
      const of = JSON.stringify(options);
      if (made?.of !== of) {
        // Questions that are under way end on the agent before, whose connections then lapse.
        made = { of, agent: agentOf(secure, options) };
      }
      return made.agent;
    },
    close() {
      made?.agent.destroy();
      made = undefined;
    },
  };
}

const IDLE_MS = 10_000;

/** Said outright, so that a variable of the environment cannot have certificates of anybody accepted. */
function agentOf(secure: boolean, options: object): HttpAgent {
  const kept = { keepAlive: true, timeout: IDLE_MS };
  return secure
    ? new HttpsAgent({ ...options, ...kept, rejectUnauthorized: true })
    : new HttpAgent(kept);
}

function addressOf(config: PrometheusConfig): URL {
  const url = URL.parse(config.url);
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new Error(
      `${JSON.stringify(config.url)} is no address of a Prometheus; one looks like https://prometheus.monitoring:9090`,
    );
  if (url.username !== '' || url.password !== '')
    throw new Error(
      `the address of Prometheus holds credentials, which end up in logs; name their files instead (bearerTokenFile, basic)`,
    );
  if (url.search !== '' || url.hash !== '')
    throw new Error(`the address of Prometheus must end with its path, without ? and #`);
  if (API.test(url.pathname))
    throw new Error(
      `the address of Prometheus ends before /api: ${url.origin}${url.pathname.replace(API, '')}`,
    );
  return url;
}

const API = /\/api(\/v1.*)?\/*$/;

function consistent(config: PrometheusConfig): void {
  const { bearerTokenFile, basic, tls, tenant = 'x', match = [] } = config;
  const odd = match.find((one) => !isMatcher(one));
  if (odd !== undefined)
    throw new Error(
      `${JSON.stringify(odd)} is no label matcher for Prometheus; one looks like cluster="A", with =, !=, =~ or !~`,
    );
  if (!HEADER.test(tenant))
    throw new Error('the tenant for Prometheus is nothing a header can hold');
  if (bearerTokenFile !== undefined && basic !== undefined)
    throw new Error('Prometheus is given a bearer token and a password; it takes one of them');
  if ((tls?.certFile === undefined) !== (tls?.keyFile === undefined))
    throw new Error('a client certificate for Prometheus needs both certFile and keyFile');
}

function fitFor(url: URL, { bearerTokenFile, basic, tls }: PrometheusConfig): void {
  if (url.protocol === 'https:') return;
  if (tls !== undefined) throw new Error(`${url.origin} is not https, so tls has no use there`);
  if ((bearerTokenFile ?? basic) !== undefined && !isLoopback(url.hostname))
    throw new Error(`${url.origin} would get our credentials in clear; use https`);
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host);

function authorization({ bearerTokenFile, basic }: PrometheusConfig): Record<string, string> {
  if (bearerTokenFile !== undefined)
    return { authorization: `Bearer ${secret(bearerTokenFile, 'bearer token')}` };
  if (basic === undefined) return {};
  const pair = `${basic.username}:${secret(basic.passwordFile, 'password')}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

const HIDDEN = '(credentials)';

/** The header holds a password in another spelling. */
function shownBy(config: PrometheusConfig): string[] {
  const { authorization: header = '' } = authorization(config);
  const [, shown = ''] = header.split(' ');
  const password =
    config.basic === undefined ? [] : [secret(config.basic.passwordFile, 'password')];
  return [shown, ...password].filter((each) => each !== '');
}

const tenancy = (tenant?: string): Record<string, string> =>
  tenant === undefined ? {} : { 'x-scope-orgid': tenant };

const HEADER = /^[\x20-\x7e]+$/;

/** Editors end a file with a newline, which no header can have; what is wrong is said without the secret. */
function secret(file: string, what: string): string {
  const text = fileOf(file, what).trim();
  if (!HEADER.test(text))
    throw new OwnFault(`${file}, the ${what} for Prometheus, is empty or holds what no header can`);
  return text;
}

function secrets(tls: PrometheusConfig['tls'] = {}): Record<string, string> {
  const { caFile, certFile, keyFile, serverName } = tls;
  return {
    ...(caFile === undefined ? {} : { ca: fileOf(caFile, 'CA') }),
    ...(certFile === undefined ? {} : { cert: fileOf(certFile, 'client certificate') }),
    ...(keyFile === undefined ? {} : { key: fileOf(keyFile, 'key') }),
    ...(serverName === undefined ? {} : { servername: serverName }),
  };
}

function fileOf(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new OwnFault(`the ${what} for Prometheus cannot be read: ${faultText(cause)}`, { cause });
  }
}
