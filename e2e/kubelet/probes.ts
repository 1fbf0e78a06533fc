/**
 * Asking a container how it is, as often as its pod says.
 *
 * A startup probe holds the others back; a readiness probe decides about traffic; a liveness
 * probe that fails often enough has the container restarted. Only httpGet: it is what a web
 * server's chart uses, and any other kind is refused aloud instead of being taken for healthy.
 */
import { Agent, request } from 'node:https';
import { request as requestPlain } from 'node:http';

import { sleep } from '../wait.ts';
import type { Container, Probe } from './pod.ts';

export interface Health {
  readonly started: boolean;
  readonly ready: boolean;
}

export interface Watcher {
  readonly health: () => Health;
  readonly stop: () => void;
}

/** No certificate is verified and no connection kept, both as the kubelet has it. */
const agent = new Agent({ rejectUnauthorized: false });

export function watch(container: Container, podIP: string, onDead: () => void): Watcher {
  const { startupProbe, readinessProbe, livenessProbe } = container;
  let stopped = false;
  let started = false;
  let ready = readinessProbe === undefined;

  const look = (probe: Probe) => () => ask(probe, container, podIP);
  const dieUnless = (healthy: boolean): void => {
    if (!healthy && !stopped) onDead();
  };
  const on = (): boolean => !stopped;
  const begin = (): void => {
    started = true;
    if (livenessProbe)
      void repeat(livenessProbe, { look: look(livenessProbe), tell: dieUnless, on });
    if (readinessProbe) {
      const tell = (healthy: boolean): void => void (ready = healthy);
      void repeat(readinessProbe, { look: look(readinessProbe), tell, on, eager: true });
    }
  };
  const tellStart = (healthy: boolean): void => {
    dieUnless(healthy);
    if (healthy) begin();
  };

  if (startupProbe) {
    const waiting = (): boolean => !stopped && !started;
    void repeat(startupProbe, { look: look(startupProbe), tell: tellStart, on: waiting });
  } else begin();

  return {
    health: () => ({ started, ready: started && ready && !stopped }),
    stop: () => (stopped = true),
  };
}

interface Rounds {
  readonly look: () => Promise<boolean>;
  readonly tell: (healthy: boolean) => void;
  readonly on: () => boolean;
  /** Asked every half second until it first answers: nobody tests how long a period is. */
  readonly eager?: boolean;
}

async function repeat(probe: Probe, { look, tell, on, eager = false }: Rounds): Promise<void> {
  const { initialDelaySeconds = 0, periodSeconds = 10 } = probe;
  const period = periodSeconds * 1000;
  await sleep(initialDelaySeconds * 1000);
  let inARow = 0;
  let last = false;
  let seen = !eager;
  while (on()) {
    const healthy = await look();
    inARow = healthy === last ? inARow + 1 : 1;
    last = healthy;
    seen ||= healthy;
    if (inARow >= threshold(probe, healthy)) tell(healthy);
    await sleep(seen ? period : Math.min(period, 500));
  }
}

const threshold = ({ successThreshold = 1, failureThreshold = 3 }: Probe, healthy: boolean) =>
  healthy ? successThreshold : failureThreshold;

function ask({ httpGet, timeoutSeconds = 1 }: Probe, container: Container, podIP: string) {
  if (!httpGet) throw new Error(`container "${container.name}" has a probe other than httpGet`);
  const { path = '/', scheme = 'HTTP', host = podIP, httpHeaders = [] } = httpGet;
  const port = container.ports?.find(({ name }) => name === httpGet.port)?.containerPort;
  const options = {
    host,
    path,
    port: port ?? httpGet.port,
    timeout: timeoutSeconds * 1000,
    headers: Object.fromEntries(httpHeaders.map(({ name, value }) => [name, value])),
  };
  return new Promise<boolean>((resolve) => {
    const asked = scheme === 'HTTPS' ? request({ ...options, agent }) : requestPlain(options);
    asked.on('response', (answer) => {
      answer.resume();
      resolve((answer.statusCode ?? 500) < 400);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => {
      resolve(false);
    });
    asked.end();
  });
}
