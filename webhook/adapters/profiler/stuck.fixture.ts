/**
 * Threads in which something goes wrong, by what they are asked for: one that never gives its event
 * loop a turn until a file is there, one that fills its heap, one that fails, and one that just ends.
 */
import { existsSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { Order } from './order.ts';

const { documents }: Order = workerData;
const [how = '', file = ''] = documents;

if (how === 'stuck') while (!existsSync(file));
if (how === 'greedy') for (const all: string[] = []; ;) all.push(`${'x'.repeat(64)}${all.length}`);
if (how === 'fails') throw new Error('Prometheus is away');
if (how !== 'ends')
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has one parent
  parentPort?.postMessage(how);
