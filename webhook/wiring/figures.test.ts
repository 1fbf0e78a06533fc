/** What adapters have to say, as a line of the log: JSON with a name twice is read differently by each reader. */
import { expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import type { Tell } from '../adapters/tell.ts';
import { jsonLog } from '../http/log.ts';
import { metricsOn } from '../http/metrics.ts';
import { telling } from './figures.ts';

test('an event is a line in which each name stands once, and whose own names no fact can take', () => {
  const lines: string[] = [];
  const log = jsonLog({ write: (line: string) => lines.push(line) });
  const tell: Tell = telling(log, metricsOn(new Registry(), []));
  tell('profiler-found', { found: 'no figures of speech/Deployment/asr' });
  log.flush();
  const [line = ''] = lines;
  const names = [...line.matchAll(/[{,]"(\w+)":/g)].map(([, name]) => name);
  expect(names).toEqual(['level', 'time', 'found', 'says']);
  // @ts-expect-error the event has this name
  void (() => tell('profiler-found', { says: 'no figures' }));
  // @ts-expect-error and these are of every line
  void (() => tell('profiler-found', { level: 'loud' }));
  // @ts-expect-error
  void (() => tell('profiler-found', { time: 1 }));
});
