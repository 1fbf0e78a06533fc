/** Work that spans GPUs: launchers, ranks, parallel serving. */
import { assigned, launcher, option } from '../words/command-line.ts';
import { keptByRun } from '../kept.ts';
import { seats, type Container, type Pod } from '../pod.ts';
import { variable } from '../words/variables.ts';
import { launcherIn } from './launchers.ts';
import { rank, tellsOfOthers } from './ranks.ts';
import { rayByHand } from './ray.ts';
import type { NeverSlice } from './rule.ts';
import { sizesOf } from './sizes.ts';
import { spoken } from './spoken.ts';

/** What a program's own text calls to join others. */
const JOINING = [
  'jax.distributed.initialize',
  'init_process_group',
  'DistributedDataParallel',
  'MirroredStrategy',
];

/** Disaggregated serving: prefill and decode pass the KV cache from GPU to GPU, by a connector of its own, or by any. */
const HANDING_ON = ['NixlConnector', 'P2pNcclConnector', 'PyNcclConnector', 'MooncakeConnector'];
const KV_ROLES = ['kv_producer', 'kv_consumer'];
const ROLES = ['prefill', 'decode'];
/** Dynamo's. */
const PARTS = ['--is-prefill-worker', '--is-decode-worker'];

export const launched: NeverSlice = {
  id: 'never/distributed',
  about:
    'Launchers and rank variables join processes over NCCL or MPI, which has no path between slices.',
  check({ pod }) {
    return firstOf(pod, (container) => {
      const run = spoken(container);
      const program = launcherIn(run) ?? rayByHand(run, pod);
      return (program && `runs ${program}`) ?? joining(run) ?? rank(container, run);
    });
  },
};

/** Whether it is one of several that share the work, or may be; what each of them takes is not told here. */
export function acrossPods(container: Container): boolean {
  const run = spoken(container);
  return (
    launcherIn(run) !== undefined ||
    run.some((word) => word === 'ray' || word.endsWith('=ray')) ||
    tellsOfOthers(container) ||
    sizesOf(container).some(
      ({ what, value }) => what === 'number of machines' && (value === 'unknown' || value > 1),
    )
  );
}

const joining = keptByRun((run): string | undefined => {
  for (const [at, word] of run.entries()) {
    const call = JOINING.find((name) => word.includes(name));
    if (call !== undefined && !picksTests(run, at)) return `calls ${call}`;
    const connector = HANDING_ON.find((name) => word.includes(name));
    if (connector !== undefined) return `hands its KV cache to other pods by ${connector}`;
    const role = KV_ROLES.find((name) => word.includes(name));
    if (role !== undefined) return `has the role ${role} among other pods`;
    if (PARTS.includes(word)) return `serves one part alone (${word})`;
  }
  const role = option(run, ['--disaggregation-mode']) ?? '';
  return ROLES.includes(role) ? `serves the ${role} part alone` : undefined;
});

const PICKING = new Set(['and', 'not', 'or']);

/** `pytest -k 'not DistributedDataParallel'` only names tests. */
function picksTests(run: readonly string[], at: number): boolean {
  let before = at - 1;
  while (PICKING.has(run[before] ?? '')) before--;
  return run[before] === '-k' && run.slice(0, before).some((word) => PYTEST.test(word));
}
const PYTEST = /(?:^|\/)(?:pytest|py\.test)$/;

/** What `accelerate launch`, the Trainer of transformers and TGI call it. */
const MANY_GPUS = ['--multi-gpu', '--multi_gpu', '--use-deepspeed', '--use_deepspeed'];
const MANY_GPUS_BY = ['--deepspeed', '--fsdp', '--use_fsdp', '--use-fsdp'];
const TRUE = ['true', 'True', '1'];
const OFF: ReadonlySet<string> = new Set(['false', 'False', '0', 'none', 'None', 'no']);

export const parallel: NeverSlice = {
  id: 'never/parallel-size',
  about: 'Tensor, pipeline or data parallel work above 1 needs as many whole GPUs.',
  check({ pod }) {
    return firstOf(pod, (container) => {
      const size = sizesOf(container).find(({ value }) => value === 'unknown' || value > 1);
      if (size !== undefined) return size.says;
      const run = spoken(container);
      const many = manyIn(run);
      if (many !== undefined) return `sets ${many}`;
      return sharded(container, run);
    });
  },
};

const manyIn = keptByRun((run) =>
  run.find((word, at) => MANY_GPUS.includes(word) || by(word, run[at + 1] ?? '')),
);

/** As a file, a word or a number; some of these say that it is off. */
function by(word: string, next: string): boolean {
  if (!word.startsWith('--')) return false;
  const equals = word.indexOf('=');
  if (!MANY_GPUS_BY.includes(equals < 0 ? word : word.slice(0, equals))) return false;
  return equals < 0 ? !OFF.has(next) : !['', ...OFF].includes(word.slice(equals + 1));
}

/** The same as variables. */
const SHARDING = [
  'ACCELERATE_USE_DEEPSPEED',
  'ACCELERATE_USE_FSDP',
  'ACCELERATE_USE_MEGATRON_LM',
  'SHARDED',
];
const shards = (name: string, value: string): boolean =>
  SHARDING.includes(name) && TRUE.includes(value);

function sharded(container: Container, run: readonly string[]): string | undefined {
  if (TRUE.includes(option(run, ['--sharded']) ?? '')) return 'sets --sharded';
  const named = SHARDING.find((name) => TRUE.includes(variable(container, name)?.value ?? ''));
  const found = named ?? assigned(run, shards)?.name;
  if (found !== undefined) return `sets ${found}`;
  const file = accelerates(run) ? option(run, ['--config_file', '--config-file']) : undefined;
  return file && `takes its number of processes from ${file}`;
}

const accelerates = keptByRun(
  (run) => launcher(run, ['accelerate', 'accelerate.commands.launch']) !== undefined,
);

function firstOf(pod: Pod, look: (container: Container) => string | undefined): string | undefined {
  for (const { container } of seats(pod)) {
    const seen = look(container);
    if (seen !== undefined) return `container ${container.name} ${seen}`;
  }
  return undefined;
}
