/** What is said of each reading of the policies: figures, a line of the log, and for people the caret. */
import { listed } from '../adapters/changes.ts';
import type { Heard } from '../adapters/policy-store.ts';
import type { Log } from '../http/log.ts';
import type { Metrics } from '../http/metrics.ts';
import type { Fault } from '../policy/documents.ts';
import { sentenceOf } from '../policy/render.ts';

/** Gives back whom to tell. */
export function policyNews(log: Log, metrics: Metrics): (heard: Heard) => void {
  const last = { faults: 0, apart: 0, generation: 0, hash: 'none' };
  let told = '[]';
  metrics.gauge(
    'policy_faults',
    'Faults in the documents last read; the last good set stays in force.',
    () => last.faults,
  );
  metrics.gauge(
    'profile_faults',
    'Faults of GpuProfiles of the cluster, which are not believed until they are mended; all else is in force.',
    () => last.apart,
  );
  metrics.gauge(
    'policy_generation',
    'How many sets of policies this process has put in force.',
    () => last.generation,
  );
  metrics.info(
    'policy_info',
    'Hash of the set of policies in force, as in every decision; none before the first.',
    'hash',
    () => last.hash,
  );
  return (heard) => {
    Object.assign(last, {
      faults: heard.faults.length,
      apart: heard.apart.length,
      generation: heard.generation,
      hash: heard.hash,
    });
    if (heard.faults.length > 0) tellFaults(log, heard);
    else tellSet(log, heard);
    // Whoever may write profiles could fill the log by editing another one every second.
    const now = JSON.stringify(heard.apart.map(sentenceOf));
    if (now !== told) tellApart(log, heard.apart);
    told = now;
  };
}

function tellApart(log: Log, apart: readonly Fault[]): void {
  for (const fault of apart.slice(0, MOST_FAULTS))
    log.say('warn', `not believed: ${sentenceOf(fault)}`, about(fault));
  if (apart.length === 0) log.say('info', 'no GpuProfile of the cluster has a fault any more');
  else log.say('warn', 'GpuProfiles have faults and are not believed', { faults: apart.length });
}

function tellFaults(log: Log, { faults, hash, rendered, origin }: Heard): void {
  const stands =
    hash === 'none'
      ? 'none is in force, so this is not ready until they are mended'
      : origin === 'read'
        ? 'the last good set stays in force'
        : `the set that was kept on disk at ${origin.keptAt} is in force`;
  for (const fault of faults.slice(0, MOST_FAULTS))
    log.say('error', sentenceOf(fault), about(fault));
  log.say('error', `documents have faults; ${stands}`, { faults: faults.length, hash });
  // Whoever edits policies at a terminal reads the caret; elsewhere both streams are one log, and each of its lines JSON.
  if (process.stderr.isTTY) process.stderr.write(`${rendered}\n`);
}

/** A thousand documents may have the same slip. */
const MOST_FAULTS = 100;

const about = ({ file, line, column, help }: Fault): Record<string, string | number> => ({
  file,
  line,
  column,
  ...(help === undefined ? {} : { help }),
});

function tellSet(log: Log, { hash, before, generation, changes }: Heard): void {
  const { added, changed, removed } = changes;
  log.say('info', 'documents in force', {
    hash,
    before,
    generation,
    ...(added.length > 0 ? { added: listed(added) } : {}),
    ...(changed.length > 0 ? { changed: listed(changed) } : {}),
    ...(removed.length > 0 ? { removed: listed(removed) } : {}),
  });
}
