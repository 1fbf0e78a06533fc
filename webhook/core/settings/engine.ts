/** Which engine a container runs, as far as its image and its command line show. */
import { keptByRun } from '../kept.ts';
import { keptByContainer, type Container } from '../pod.ts';
import { imageOf } from '../identity/revision.ts';
import { ENGINES, type Engine } from './engines.ts';
import { argvOf } from '../words/expansion.ts';
import { programs } from './programs.ts';

export const engineOf = keptByContainer((container: Container): Engine | undefined => {
  const { repository, tag } = imageOf((container.image ?? '').toLowerCase());
  const run = programsBelow(argvOf(container));
  const image = [pathOf(repository)];
  // Most containers run no engine at all.
  if (!runsAny(run) && !runsAny(image)) return undefined;
  const candidates = ENGINES.filter((engine) => engine.tag?.test(tag) !== false);
  const filling = candidates.filter(({ fills }) => fills);
  return signed(filling, run) ?? signed(filling, image) ?? signed(candidates, [...run, ...image]);
});

const programsBelow = keptByRun((argv) => programs(argv).map((name) => name.toLowerCase()));
const runsAny = (names: readonly string[]): boolean => names.some((name) => ANY.test(name));
const ANY = new RegExp(ENGINES.map(({ sign }) => sign.source).join('|'));

const signed = (engines: readonly Engine[], names: readonly string[]): Engine | undefined =>
  engines.find(({ sign }) => names.some((name) => sign.test(name)));

/** Without the registry, which may be `vllm.example.com`. */
function pathOf(repository: string): string {
  const slash = repository.indexOf('/');
  return /[.:]/.test(repository.slice(0, Math.max(0, slash)))
    ? repository.slice(slash + 1)
    : repository;
}
