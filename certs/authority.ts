/**
 * A certificate authority of our own, for clusters that have none to offer. The CA's key lives in
 * this process only and cannot be exported; whoever starts us is told which bundle to put in place,
 * by `published`, and says when it is there. rotation.ts knows the order; this file keeps the time.
 */
import { type Fault, messageOf } from './fault.ts';
import { type Ca, newCa, newLeaf } from './issue.ts';
import { bundleOf, type Confirmed, due, type Holding } from './rotation.ts';
import { changes, healthOf, type ServingCertificate } from './serving-certificate.ts';

const DAY = 86_400;

export interface AuthorityOptions {
  readonly service: string;
  readonly namespace: string;
  /** Further names and addresses to be known by, e.g. `localhost`, `127.0.0.1`. */
  readonly alsoKnownAs?: readonly string[];
  readonly caLifeSeconds?: number;
  readonly leafLifeSeconds?: number;
  /** How long a bundle that is in place takes until every API server honours it. */
  readonly settleSeconds?: number;
  /** Puts the bundle where API servers look for it; resolves once it has been read back there. */
  readonly published: (bundle: string) => Promise<void>;
  readonly fault: Fault;
}

export async function authority(options: AuthorityOptions): Promise<ServingCertificate> {
  const { caLifeSeconds = 365 * DAY, leafLifeSeconds = 7 * DAY, settleSeconds = 60 } = options;
  const { published, fault } = options;
  const names = namesOf(options);
  const settle = settleSeconds * 1000;
  const sign = (ca: Ca, now: number) => newLeaf(ca, names, now, leafLifeSeconds);
  const listeners = changes(fault);

  const ca = await newCa(Date.now(), caLifeSeconds);
  let holding: Holding = { signing: ca, leaf: await sign(ca, Date.now()) };
  let confirmed: Confirmed | 'never' = 'never';

  async function renew(): Promise<void> {
    const now = Date.now();
    const before = holding;
    const what = due(holding, confirmed, settle, now);
    if (what === 'new CA') holding = { ...holding, next: await newCa(now, caLifeSeconds) };
    if (what === 'new leaf') holding = { ...holding, leaf: await sign(holding.signing, now) };
    if (what === 'drop the old CA') holding = { signing: holding.signing, leaf: holding.leaf };
    if (what === 'switch to the new CA' && holding.next !== undefined) {
      const { next: signing, signing: retired } = holding;
      holding = { signing, leaf: await sign(signing, now), old: { ca: retired, since: now } };
    }
    if (holding !== before) listeners.tell();
  }

  async function publish(): Promise<void> {
    const bundle = bundleOf(holding);
    if (confirmed !== 'never' && confirmed.bundle === bundle) return;
    await published(bundle);
    confirmed = { bundle, since: Date.now() };
  }

  // Two clocks: a bundle that cannot be put in place must not keep leaves from being renewed.
  const pause = pauseFor(caLifeSeconds, leafLifeSeconds, settleSeconds);
  const stops = [every(pause, fault, renew), every(pause, fault, publish)];

  return {
    current: () => holding.leaf.pair,
    bundle: () => bundleOf(holding),
    onChange: (listener) => listeners.on(listener),
    notAfter: () => holding.leaf.until,
    healthy: (now) =>
      confirmed === 'never'
        ? 'the API server has not been given the CA bundle yet'
        : healthOf({ from: holding.leaf.madeAt, until: holding.leaf.until }, now),
    stop() {
      listeners.end();
      for (const stop of stops) stop();
    },
  };
}

function namesOf({ service, namespace, alsoKnownAs = [] }: AuthorityOptions): readonly string[] {
  const inNamespace = `${service}.${namespace}`;
  const ours = [service, inNamespace, `${inNamespace}.svc`, `${inNamespace}.svc.cluster.local`];
  return [...new Set([...ours, ...alsoKnownAs])];
}

/** A minute, as long as everything that can fall due lasts much longer than a minute. */
const pauseFor = (...seconds: readonly number[]): number =>
  Math.min(60_000, ...seconds.map((length) => Math.max(20, (length * 1000) / 20)));

/** Does the task again and again, never twice at once. After a failure sooner, at first. */
function every(pause: number, fault: Fault, task: () => Promise<void>): () => void {
  let stopped = false;
  let failures = 0;
  let timer = setTimeout(() => void turn(), 0).unref();
  const turn = async (): Promise<void> => {
    try {
      await task();
      failures = 0;
    } catch (error) {
      failures += 1;
      fault(messageOf(error));
    }
    if (stopped) return;
    const wait = failures === 0 ? pause : Math.min(pause, 500 * 2 ** failures);
    timer = setTimeout(() => void turn(), wait).unref();
  };
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
