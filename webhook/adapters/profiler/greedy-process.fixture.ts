/** A process that begins a thread which takes all that it can get, and says how that ended and what it may take itself. */
import { getHeapStatistics } from 'node:v8';
import { isOutOfMemory, threadsOf } from './thread.ts';

const begin = threadsOf(new URL('./stuck.fixture.ts', import.meta.url), 64);
const thread = begin({
  prometheus: { url: 'http://p' },
  documents: ['greedy'],
  since: 60,
  deadline: 0,
});
const fault: unknown = await thread.done.catch((reason: unknown) => reason);
const limitMiB = Math.round(getHeapStatistics().heap_size_limit / 2 ** 20);
process.stdout.write(JSON.stringify({ isOutOfMemory: isOutOfMemory(fault), limitMiB }));
