/** The server put together: which World, which certificate, which voice; and how it starts and stops. */
import { Registry, collectDefaultMetrics } from 'prom-client';
import { authority } from '../certs/authority.ts';
import { mountedFiles } from '../certs/files.ts';
import type { ServingCertificate } from '../certs/serving-certificate.ts';
import { caBundle, type CaBundle } from './adapters/ca-bundle.ts';
import { steadyClock } from './adapters/clock.ts';
import { recorder } from './adapters/records/recorder.ts';
import type { Tell } from './adapters/tell.ts';
import { admit, type Admit } from './admit.ts';
import { ruleIds } from './core/rules.ts';
import { serveAdmin } from './http/admin.ts';
import { drainOf } from './http/drain.ts';
import type { Log } from './http/log.ts';
import { metricsOn, type Metrics } from './http/metrics.ts';
import { serve as serveWebhook } from './http/server.ts';
import { eventText, refusalText, warningLine } from './report/lines.ts';
import type { Announcer } from './ports.ts';
import type { Backing } from './wiring/backing.ts';
import { fileWorld } from './wiring/file-world.ts';
import { keptPolicies, unkept, type KeptPolicies } from './wiring/kept-policies.ts';
import { policyNews } from './wiring/policy-news.ts';

export interface ServeOptions {
  /** Read the cluster; otherwise everything is in `documents`. */
  readonly cluster?: boolean;
  /** Read what Dynamic Resource Allocation hands out, too. */
  readonly dra?: boolean;
  /** Tell policies, quotas and profiles of the cluster what became of them, in their status. */
  readonly writeStatus?: boolean;
  /** Folder where the last sets in force are kept. */
  readonly stateDir?: string;
  readonly documents: readonly string[];
  readonly bindAddress: string;
  readonly securePort: number;
  readonly adminPort: number;
  readonly service: string;
  readonly namespace: string;
  readonly webhookConfigurations?: string;
  readonly tlsDir?: string;
  readonly servingCertSeconds: number;
  readonly drainSeconds: number;
  /** `/validate` is installed with failurePolicy Fail. */
  readonly failClosed: boolean;
  /** Folder that admissions are kept in, redacted; absent: none are. */
  readonly record?: string;
  /** What they may take of the disk; absent: 64. */
  readonly recordMib?: number;
  readonly log: Log;
}

export interface Running {
  readonly port: number;
  readonly adminPort: number;
  /** PEM of the CAs a caller must trust. */
  bundle(): string;
  missing(): readonly string[];
  /** Drains, and resolves when nobody is left. */
  stop(): Promise<void>;
}

/** Undoes one thing that has begun. */
type Stop = () => unknown;

export async function serve(options: ServeOptions): Promise<Running> {
  const begun: Stop[] = [];
  try {
    return await begin(options, begun);
  } catch (error) {
    // What was begun holds the process, which has nothing left to do.
    for (const stop of begun.toReversed()) await stop();
    throw error;
  }
}

async function begin(options: ServeOptions, begun: Stop[]): Promise<Running> {
  const { log } = options;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const metrics = metricsOn(registry, ruleIds);
  const tell = telling(log, metrics);
  const { backing, keeper, kept } = await behind(options, metrics, tell);
  begun.push(() => backing.stop());
  const certificate = await certificateFor(options, keeper, tell);
  begun.push(() => certificate.stop());
  observed(metrics, backing, certificate);
  backing.start();
  keeper?.start();
  begun.push(() => keeper?.stop());
  const address = { host: options.bindAddress };
  const server = await serveWebhook({
    ...address,
    port: options.securePort,
    certificate,
    admit: watched(backing),
    announcer: announcers(options, backing, metrics, tell),
    voice: { warning: warningLine, refusal: refusalText },
    metrics,
    log,
    clock: steadyClock,
    failClosed: options.failClosed,
  });
  begun.push(() => server.close(0));
  const drain = drainOf(server, options);
  const missing = () => [...drain.missing(), ...unready(backing, certificate, keeper)];
  const pages = { missing, registry, policies: kept.pages };
  const admin = await serveAdmin({ ...address, port: options.adminPort, ...pages });
  return {
    port: server.port,
    adminPort: admin.port,
    bundle: () => certificate.bundle(),
    missing,
    async stop() {
      await drain.begin();
      keeper?.stop();
      certificate.stop();
      await backing.stop();
      await kept.idle();
      await admin.close();
      log.flush();
    },
  };
}

/** Whoever is told of an admission once its answer has left. */
function announcers(
  { record, recordMib = 64 }: ServeOptions,
  { announcer }: Backing,
  metrics: Metrics,
  tell: Tell,
): Announcer {
  if (record === undefined) return announcer;
  const records = recorder({
    folder: record,
    mostBytes: recordMib * MIB,
    clock: steadyClock,
    tell,
  });
  metrics.gauge('records_dropped', 'Admissions that could not be kept on record.', () =>
    records.dropped(),
  );
  return {
    announce(review, decision) {
      announcer.announce(review, decision);
      records.announce(review, decision);
    },
  };
}

const MIB = 1024 * 1024;

interface Behind {
  readonly backing: Backing;
  /** Keeps the caBundle of the webhook configurations; absent where there is none to keep. */
  readonly keeper: CaBundle | undefined;
  readonly kept: KeptPolicies;
}

async function behind(options: ServeOptions, metrics: Metrics, tell: Tell): Promise<Behind> {
  const news = policyNews(options.log, metrics);
  const kept = options.stateDir === undefined ? unkept : keptPolicies(options.stateDir, tell);
  const heard: typeof news = (outcome) => {
    news(outcome);
    kept.heard(outcome);
  };
  const { documents } = options;
  const parts = { documents, clock: steadyClock, tell, heard, fallback: () => kept.fallback() };
  if (options.cluster !== true) return { backing: fileWorld(parts), keeper: undefined, kept };
  // Loaded only here: the client is most of the program's weight.
  const { clusterWorld } = await import('./wiring/cluster-world.ts');
  const { dra = false, namespace, writeStatus = false } = options;
  const backing = clusterOf(() =>
    clusterWorld({
      ...parts,
      voice: eventText,
      dra,
      ...(writeStatus ? { leaseIn: namespace } : {}),
    }),
  );
  const name = options.webhookConfigurations;
  const keeper =
    name === undefined || options.tlsDir !== undefined
      ? undefined
      : caBundle({ api: backing.api, mutating: [name], validating: [name], tell });
  return { backing, keeper, kept };
}

/** The client says which file, but not who named it. */
function clusterOf<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    const { KUBECONFIG: config } = process.env;
    const asked = config === undefined ? 'the cluster’s config' : `KUBECONFIG=${config}`;
    const gone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const why = gone ? 'no such file' : error instanceof Error ? error.message : String(error);
    throw new Error(`--cluster: cannot read ${asked}: ${why}`, { cause: error });
  }
}

async function certificateFor(
  options: ServeOptions,
  keeper: CaBundle | undefined,
  tell: Tell,
): Promise<ServingCertificate> {
  const fault = (says: string) => tell('certificate', { fault: says });
  if (options.tlsDir !== undefined) return mountedFiles({ directory: options.tlsDir, fault });
  const { service, namespace, servingCertSeconds, bindAddress } = options;
  return authority({
    service,
    namespace,
    alsoKnownAs: ['localhost', bindAddress],
    leafLifeSeconds: servingCertSeconds,
    fault,
    async published(pem) {
      keeper?.keep(pem);
      await keeper?.ensure();
    },
  });
}

/** What was let in counts at once, before the view shows it. */
function watched(backing: Backing): Admit {
  const inner = admit(backing.source, backing.ledger);
  return {
    propose: (review) => inner.propose(review),
    async judge(review, deadline) {
      const decision = await inner.judge(review, deadline);
      const letIn = decision.verdict !== 'refuse' || !decision.inForce;
      if (letIn && !review.dryRun && review.operation === 'CREATE') backing.admitted(review);
      return decision;
    },
  };
}

function unready(
  backing: Backing,
  certificate: ServingCertificate,
  keeper: CaBundle | undefined,
): string[] {
  const healthy = certificate.healthy(Date.now());
  const lines = [...backing.source.missing()];
  if (healthy !== true) lines.push(healthy);
  if (keeper !== undefined && !keeper.inPlace(certificate.bundle()))
    lines.push('the CA bundle is not in the webhook configurations');
  return lines;
}

function observed(metrics: Metrics, backing: Backing, certificate: ServingCertificate): void {
  metrics.gauge(
    'serving_cert_not_after_seconds',
    'End of the serving certificate, seconds since the epoch.',
    () => certificate.notAfter() / 1000,
  );
  metrics.gauge('view_age_seconds', 'Age of the view that was heard from longest ago.', () =>
    Math.max(0, ...backing.ages().values()),
  );
  for (const [name, help, of] of OF_EXEMPTIONS)
    metrics.gauge(name, help, () => backing.exemptions()[of]);
}

const OF_EXEMPTIONS = [
  ['exemptions_in_force', 'GpuExemptions that have not ended.', 'inForce'],
  ['exemptions_expiring', 'GpuExemptions that end within 14 days.', 'expiring'],
  ['exemptions_ended', 'GpuExemptions that have ended, and have no effect.', 'ended'],
  ['exemptions_unmatched', 'GpuExemptions in force that match no live pod.', 'unmatched'],
] as const;

/** What is told for the record, not because something is wrong. */
const NEWS: readonly string[] = ['ca-bundle-written', 'lease-taken'];

/** Events of the adapters: a log line and a counter. Facts are words and numbers, never objects of the cluster. */
function telling(log: Log, metrics: Metrics): Tell {
  const count = metrics.counter(
    'adapter_events_total',
    'Things that adapters had to say: restarts of watches, faults of reads.',
  );
  return (event, facts) => {
    count();
    const plain = Object.entries(facts).map(([key, value]) => [
      key,
      typeof value === 'number' ? value : value instanceof Error ? value.message : String(value),
    ]);
    log.say(NEWS.includes(event) ? 'info' : 'warn', event, Object.fromEntries(plain));
  };
}
