/** The server put together: which World, which certificate, which voice; and how it starts and stops. */
import { Registry, collectDefaultMetrics } from 'prom-client';
import { steadyClock } from './adapters/clock.ts';
import { admit, type Admit } from './admit.ts';
import { hasMissed } from './core/missed/missed.ts';
import { ruleIds } from './core/rules.ts';
import { serveAdmin } from './http/admin.ts';
import { drainOf } from './http/drain.ts';
import { metricsOn } from './http/metrics.ts';
import { serve as serveWebhook } from './http/server.ts';
import { refusalText, warningLine } from './report/lines.ts';
import { announcers } from './wiring/announcers.ts';
import type { Backing } from './wiring/backing.ts';
import { behind } from './wiring/behind.ts';
import { certificateFor, unready } from './wiring/certificate.ts';
import { observed, telling } from './wiring/figures.ts';
import type { ServeOptions } from './wiring/serve-options.ts';
import { statusDesk } from './wiring/status-page.ts';

export type { ServeOptions } from './wiring/serve-options.ts';

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
  const desk = statusDesk();
  const { backing, keeper, kept } = await behind(options, metrics, tell, desk);
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
    announcer: desk.counting(announcers(options, backing, metrics, tell), backing.source),
    voice: { warning: warningLine, refusal: refusalText },
    metrics,
    log,
    clock: steadyClock,
    failClosed: options.failClosed,
  });
  begun.push(() => server.close(0));
  const drain = drainOf(server, options);
  const missing = () => [...drain.missing(), ...unready(backing, certificate, keeper)];
  const status = () => desk.report(backing, missing());
  const pages = { missing, registry, policies: kept.pages, status };
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

/** What was let in counts at once, before the view shows it. */
function watched(backing: Backing): Admit {
  const inner = admit(backing.source, backing.ledger);
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
