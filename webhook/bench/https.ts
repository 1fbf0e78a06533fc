/**
 * The mutate path over HTTPS: ours, a bare server and express, asked the same reviews in rounds
 * that are shuffled, so that what else goes on in the machine meets all three.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startGenerator, type Generator } from './load/hand.ts';
import type { Measured, Target } from './load/orders.ts';
import type { Cores } from './proc.ts';
import {
  identity,
  program,
  startBare,
  startExpress,
  startOurs,
  type Identity,
  type Server,
} from './servers.ts';
import { shuffled } from './statistics.ts';

export const sides = ['ours', 'bare', 'express'] as const;
export type Side = (typeof sides)[number];

export interface HttpsOptions {
  readonly rounds: number;
  readonly seconds: number;
  readonly warmSeconds: number;
  readonly which: 'bundle' | 'source';
  readonly cores: Cores | 'fewer';
  readonly say: (line: string) => void;
}

export const FLAT_OUT_CONNECTIONS = 16;
/** As many as an API server keeps idle for a webhook. */
export const RATE_CONNECTIONS = 25;
export const RATE = 1000;

export interface SideFound {
  readonly rssAtStartMiB: number;
  /** One a round. */
  readonly flatOut: readonly Measured[];
  /** The same with pods that were never seen before. */
  readonly newPods: readonly Measured[];
  readonly fixedRate: readonly Measured[];
}

export interface HttpsFound {
  readonly sides: Readonly<Record<Side, SideFound>>;
  /** Bytes of the patch, before base64, and its operations: the median of ours, and all of bare's. */
  readonly patchBytes: number;
  readonly patchOperations: number;
}

export async function overHttps(options: HttpsOptions): Promise<HttpsFound> {
  const { cores, say } = options;
  const us = await identity();
  const generator = startGenerator(cores === 'fewer' ? 'any' : cores.generator);
  const started: Server[] = [];
  try {
    say('starting three servers');
    const core = cores === 'fewer' ? ('any' as const) : cores.server;
    const ours = await startOurs(us, { program: program(options.which), core });
    started.push(ours);
    const patch = await medianPatch(generator, ours.target);
    const bare = await startBare(us, { core }, patchFile(us, patch));
    started.push(bare);
    const express = await startExpress(us, { core });
    started.push(express);
    for (const { target } of [bare, express]) await allRight(generator, target);
    const servers = { ours, bare, express };
    await warm(generator, servers, options);
    return { sides: await rounds(generator, servers, options), ...sizeOf(patch) };
  } finally {
    await Promise.all([generator.stop(), ...started.map((server) => server.stop())]);
    us.remove();
  }
}

const patchFile = ({ folder }: Identity, patch: string): string => {
  const file = join(folder, 'patch.base64');
  writeFileSync(file, patch);
  return file;
};

async function medianPatch(generator: Generator, target: Target): Promise<string> {
  const patches = await allRight(generator, target);
  return patches[Math.floor(patches.length / 2)] ?? '';
}

/** A server that answers one review wrongly is not measured at all. */
async function allRight(generator: Generator, target: Target): Promise<readonly string[]> {
  const { answered, faults, patches } = await generator.look({ target });
  const [first] = faults;
  if (first !== undefined) throw new Error(`${faults.length} of ${answered} answers: ${first}`);
  return patches;
}

function sizeOf(base64: string): { patchBytes: number; patchOperations: number } {
  const text = Buffer.from(base64, 'base64');
  const operations: unknown = JSON.parse(text.toString('utf8'));
  return {
    patchBytes: text.length,
    patchOperations: Array.isArray(operations) ? operations.length : 0,
  };
}

type Servers = Readonly<Record<Side, Server>>;

/** Until the compilers of V8 have said their last word, more or less. */
async function warm(generator: Generator, servers: Servers, options: HttpsOptions): Promise<void> {
  for (const side of sides) {
    options.say(`warming up: ${side}`);
    const { target } = servers[side];
    const seconds = options.warmSeconds;
    const order = { target, seconds, connections: FLAT_OUT_CONNECTIONS, pods: 'again' as const };
    right(side, await generator.flatOut(order));
  }
}

async function rounds(
  generator: Generator,
  servers: Servers,
  { rounds: count, seconds, say }: HttpsOptions,
): Promise<Readonly<Record<Side, SideFound>>> {
  const found = {
    ours: nothing(servers.ours),
    bare: nothing(servers.bare),
    express: nothing(servers.express),
  };
  for (let round = 1; round <= count; round++) {
    for (const side of shuffled(sides)) {
      say(`round ${round} of ${count}: ${side}, as fast as it can`);
      const { target } = servers[side];
      const order = { target, seconds, connections: FLAT_OUT_CONNECTIONS };
      const again = await generator.flatOut({ ...order, pods: 'again' });
      found[side].flatOut.push(right(side, again));
    }
    for (const side of shuffled(sides)) {
      say(`round ${round} of ${count}: ${side}, ${RATE} a second`);
      const { target } = servers[side];
      const order = { target, seconds, connections: RATE_CONNECTIONS, perSecond: RATE };
      found[side].fixedRate.push(right(side, await generator.fixedRate(order)));
    }
  }
  // Last of all: a heap that they have filled is another server's.
  for (let round = 1; round <= count; round++)
    for (const side of shuffled(sides)) {
      say(`round ${round} of ${count}: ${side}, pods never seen before`);
      const { target } = servers[side];
      const order = { target, seconds, connections: FLAT_OUT_CONNECTIONS, pods: 'new' as const };
      found[side].newPods.push(right(side, await generator.flatOut(order)));
    }
  return found;
}

const nothing = ({ rssAtStartMiB }: Server) => ({
  rssAtStartMiB,
  flatOut: new Array<Measured>(),
  newPods: new Array<Measured>(),
  fixedRate: new Array<Measured>(),
});

function right(side: Side, measured: Measured): Measured {
  const { failed, answered, fault } = measured;
  if (failed === 0 && answered > 0) return measured;
  throw new Error(`${side}: ${failed} answers failed, ${answered} did not: ${fault}`);
}
