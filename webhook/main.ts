/** The server put together: which World, which certificate, which voice; and how it starts and stops. */
import { Registry, collectDefaultMetrics } from 'prom-client';
import { steadyClock } from './adapters/clock.ts';
import { admit as admitBy, type Admit } from './admit.ts';
import { hasMissed } from './core/missed/missed.ts';
import { ruleIds } from './core/rules.ts';
import { serveAdmin } from './http/admin.ts';
import type { Voice } from './http/answer.ts';
import { drainOf } from './http/drain.ts';
import type { Log } from './http/log.ts';
import { metricsOn } from './http/metrics.ts';
import { serve as serveWebhook } from './http/server.ts';
import { refusalText, warningLine } from './report/lines.ts';
import { announcers } from './wiring/announcers.ts';
import type { Backing } from './wiring/backing.ts';
import { behind } from './wiring/behind.ts';
import { certificateFor, unready } from './wiring/certificate.ts';
import { observed, telling } from './wiring/figures.ts';
import { inquiries } from './wiring/inquiries.ts';
import type { ServeOptions } from './wiring/serve-options.ts';
import { policyReader } from './wiring/policy-reader.ts';
import { statusDesk } from './wiring/status-page.ts';
import { workloadNews } from './wiring/workload-news.ts';

export type { ServeOptions } from './wiring/serve-options.ts';

export interface Running {
  readonly port: number;
  readonly adminPort: number;
  /** 0 where nobody may ask. */
  readonly inquiryPort: number;
  /** PEM of the CAs a caller must trust. */
  bundle(): string;
  missing(): readonly string[];
  /** Drains, and resolves when nobody is left. */
  stop(): Promise<void>;
}

const voice: Voice = { warning: warningLine, refusal: refusalText };

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
  const { registry, metrics, tell } = counting(log);
  const desk = statusDesk();
  const { backing, keeper, kept, inForce, reviewers } = await behind(options, metrics, tell, desk);
  begun.push(() => backing.stop());
  const asking = inquiries(options, reviewers, voice);
  const certificate = await certificateFor(options, keeper, tell);
  begun.push(() => (keeper?.stop(), certificate.stop()));
  observed(metrics, backing, certificate);
  for (const part of [backing, keeper]) part?.start();
  const admit = watched(backing);
  const heralds = announcers(options, backing, metrics, tell);
  const server = await serveWebhook({
    host: options.bindAddress,
    port: options.securePort,
    certificate,
    admit,
    announcer: desk.counting(heralds.announcer, backing.source),
    ...(asking.witness && { witness: asking.witness }),
    ...readers(options, inForce, admit),
    voice,
    metrics,
    log,
    clock: steadyClock,
    failClosed: options.failClosed,
  });
  begun.push(() => server.close(0));
  const drain = drainOf(server, options);
  const missing = () => [...drain.missing(), ...unready(backing, certificate, keeper)];
  const status = () => desk.report(backing, missing());
  const door = await asking.open({ certificate, admit, backing, status });
  begun.push(() => door.close());
  const pages = { missing, registry, policies: kept.pages, status };
  const admin = await serveAdmin({ host: options.bindAddress, port: options.adminPort, ...pages });
  return {
    port: server.port,
    adminPort: admin.port,
    inquiryPort: door.port,
    bundle: () => certificate.bundle(),
    missing,
    async stop() {
      await drain.begin();
      for (const one of [keeper, certificate]) one?.stop();
      await backing.stop();
      await Promise.all([kept.idle(), heralds.idle(), door.close(), admin.close()]);
      log.flush();
    },
  };
}

/** Of objects that are no pods, and are told of while they are applied. */
const readers = (
  { dra }: ServeOptions,
  inForce: Parameters<typeof policyReader>[0],
  admit: Admit,
) => ({ policies: policyReader(inForce), workloads: workloadNews(admit, dra) });

function counting(log: Log) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const metrics = metricsOn(registry, ruleIds);
  return { registry, metrics, tell: telling(log, metrics) };
}

/** What was let in counts at once, before the view shows it. */
function watched(backing: Backing): Admit {
  const inner = admitBy(backing.source, backing.ledger);
  return {
    propose: (review) => inner.propose(review),
    async judge(review, deadline) {
      const decision = await inner.judge(review, deadline);
      if (hasMissed(decision) && !review.dryRun)
        backing.missed.sawPass(review.pod.metadata.uid ?? '');
      const letIn = decision.verdict !== 'refuse' || !decision.inForce;
      if (letIn && !review.dryRun && review.operation === 'CREATE') backing.admitted(review);
      return decision;
    },
  };
}
