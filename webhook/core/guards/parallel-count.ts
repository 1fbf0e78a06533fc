import type { Ask } from '../asks.ts';
import { foreignOf } from '../claim/claim-of.ts';
import { engineOf } from '../settings/engine.ts';
import { acrossPods } from '../never-slice/distributed.ts';
import { gangSign } from '../never-slice/gang.ts';
import { sizesOf, type Size } from '../never-slice/sizes.ts';
import { spoken } from '../never-slice/spoken.ts';
import { controllerOf, type Container, type Pod } from '../pod.ts';
import type { Guard } from './rule.ts';

export const parallelCount: Guard = {
  id: 'guard/parallel-count',
  about:
    'A server spread over more GPUs than it asks for fails at its start; over fewer, it leaves the others idle, and they are paid for.',
  notInCel:
    'over how many GPUs a server is spread stands in its command line, which has to be read',

  check({ pod, asks, catalogue }) {
    if (ofGroup(pod)) return undefined;
    const ours = asks.filter(({ resource }) => foreignOf(resource, catalogue) === undefined);
    for (const { container } of new Set(ours.map(({ seat }) => seat))) {
      const asked = ours.filter(({ seat }) => seat.container === container);
      const says = acrossPods(container) ? undefined : mismatch(container, asked);
      if (says !== undefined) return says;
    }
    return undefined;
  },
};

/** A server of several pods is spread over the cards of all of them. */
const ofGroup = (pod: Pod): boolean =>
  pod.metadata.labels?.['ray.io/cluster'] !== undefined ||
  gangSign(pod, controllerOf(pod.metadata)?.kind ?? '') !== undefined;

function mismatch(container: Container, asked: readonly Ask[]): string | undefined {
  const factors = factorsOf(container);
  if (factors === 'unknown' || factors.length === 0) return undefined;
  let cards = 0;
  for (const { count } of asked) {
    if (count === 'invalid') return undefined;
    cards += count;
  }
  const spread = factors.reduce((product, { value }) => product * value, 1);
  if (spread === cards) return undefined;
  const names = asked.map(({ resource }) => resource).join(' and ');
  const told = factors.map(({ what, value }) => `${what} ${value}`).join(' x ');
  return (
    `container ${container.name} asks for ${cards} ${names} and spreads its work over ${spread} (${told}); ` +
    `ask for ${spread}, or let the sizes make ${cards}`
  );
}

interface Factor {
  readonly what: Size['what'];
  readonly value: number;
}

const FACTORS: readonly Size['what'][] = [
  'tensor parallel size',
  'pipeline parallel size',
  'number of shards',
];

/** What the number of cards is the product of; `unknown` where it is not plain to see. */
function factorsOf(container: Container): readonly Factor[] | 'unknown' {
  const sizes = sizesOf(container);
  if (severalServers(spoken(container))) return 'unknown';
  const found: Factor[] = [];
  for (const what of FACTORS) {
    const value = oneOf(sizes, what);
    if (value === 'unknown') return 'unknown';
    if (value !== 'none') found.push({ what, value });
  }
  const replicas = replicasIn(container, sizes);
  const context = oneOf(sizes, 'context parallel size');
  if (replicas === 'unknown' || (context !== 'none' && context !== 1)) return 'unknown';
  return replicas > 1 ? [...found, { what: 'data parallel size', value: replicas }] : found;
}

/** One that all say alike, be it twice: as a variable, and as the option that names it. */
function oneOf(sizes: readonly Size[], what: Size['what']): number | 'unknown' | 'none' {
  const values = new Set(sizes.filter((size) => size.what === what).map(({ value }) => value));
  const [value] = values;
  if (value === undefined) return 'none';
  return values.size > 1 ? 'unknown' : value;
}

/** Of these engines it is known that each rank of data parallel work takes cards of its own, in one pod. */
const MULTIPLYING = ['vLLM', 'SGLang'];

function replicasIn(container: Container, sizes: readonly Size[]): number | 'unknown' {
  const local = oneOf(sizes, 'local data parallel size');
  if (local !== 'none') return local;
  const all = oneOf(sizes, 'data parallel size');
  if (all === 'none' || all === 1) return 1;
  const run = spoken(container);
  // SGLang's attention is spread over the ranks of the tensor parallel group itself.
  if (run.includes('--enable-dp-attention')) return 1;
  const engine = engineOf(container)?.name ?? '';
  return MULTIPLYING.includes(engine) && !run.some(elsewhere) ? all : 'unknown';
}

/** vLLM's ranks may stand in other pods: it is told where, or which of them it is. */
const elsewhere = (word: string): boolean =>
  word === '--headless' ||
  /^--data[-_]parallel[-_](?:address|backend|rank|start|external|hybrid)/.test(word);

/** Programs that each take cards of their own, one after the other or side by side. */
const SERVERS = ['serve', 'sglang.launch_server', 'vllm.entrypoints.openai.api_server'];

const severalServers = (run: readonly string[]): boolean =>
  run.filter((word) => SERVERS.includes(word)).length > 1;
