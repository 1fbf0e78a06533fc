/** Programs that start one process a GPU and join them by NCCL or MPI, and NCCL's own tests. */
import { keptByRun } from '../kept.ts';
import { programOf } from '../words/command-line.ts';

export const LAUNCHERS: ReadonlySet<string> = new Set([
  'torchrun',
  'torch.distributed.run',
  'torch.distributed.launch',
  'paddle.distributed.launch',
  'paddle.distributed.fleet.launch',
  'fleetrun',
  'deepspeed',
  'deepspeed.launcher.launch',
  'deepspeed.launcher.runner',
  'composer.cli.launcher',
  'horovodrun',
  'horovod.runner.launch',
  'colossalai',
  'dlrover-run',
  'bpslaunch',
  'msrun',
  'trtllm-llmapi-launch',
  'aprun',
  'jsrun',
  'orterun',
  'prterun',
  'srun',
]);

/** `mpirun.openmpi`, `mpiexec.hydra`, `mpirun_rsh`: several may stand side by side; a log of one is a file. */
const MPI = /^mpi(?:exec|run)(?:$|_rsh$|\.(?!(?:json|log|md|out|py|txt|ya?ml)$)\w+$)/;
const COLLECTIVE =
  /^(?:all_?(?:gather|reduce|to_?allv?)(?:_bias)?|broadcast|gather|hypercube|reduce(?:_scatter)?|scatter|sendrecv)_perf(?:_mpi)?$/;

/** Names that others have as well, and by what follows them they are launchers. */
const SHORT: Readonly<Record<string, (next: readonly string[]) => boolean>> = {
  // `composer install` fetches packages of PHP.
  composer: startsProgram,
  ds: startsProgram,
  torchx: ([first = '', ...words]) =>
    first === 'run' && words.some((word) => word.startsWith('dist.')),
};
/** Words that are looked at behind one: as many options as people give. */
const FAR = 24;

function startsProgram(next: readonly string[]): boolean {
  const at = next.findIndex((word) => word.endsWith('.py'));
  return at === 0 || (at > 0 && next[0]?.startsWith('-') === true);
}

const COUNTS: ReadonlySet<string> = new Set(['-n', '-np', '--n', '--np', '-c']);
/** Options of MPI's launchers that stand alone, and those that take a word; behind any other it is not told what is the program. */
const ALONE: ReadonlySet<string> = new Set([
  '--allow-run-as-root',
  '--oversubscribe',
  '--quiet',
  '-q',
  '-v',
]);
const WITH_WORD: ReadonlySet<string> = new Set(['--bind-to', '--map-by', '-x']);

/** Programs that look for MPI at their start are run so, as one process. */
function ofOne(next: readonly string[]): boolean {
  let one = false;
  for (let i = 0; i < next.length; i++) {
    const word = next[i] ?? '';
    if (COUNTS.has(word)) {
      if (next[++i] !== '1') return false;
      one = true;
    } else if (WITH_WORD.has(word)) i++;
    else if (!ALONE.has(word))
      // What follows a colon is started beside it.
      return one && !word.startsWith('-') && !next.includes(':');
  }
  return false;
}

export const launcherIn = keptByRun((run) =>
  programOf(run, (name, at) => launches(name, run, at) || shortly(name, run, at)),
);

const launches = (name: string, run: readonly string[], at: number): boolean =>
  LAUNCHERS.has(name) ||
  (name.startsWith('mpi') && MPI.test(name) && !ofOne(run.slice(at + 1, at + FAR))) ||
  (name.includes('_perf') && COLLECTIVE.test(name));

/** Not behind another program's file or option, whose argument it would be. */
function shortly(name: string, run: readonly string[], at: number): boolean {
  if (!Object.hasOwn(SHORT, name)) return false;
  const before = run[at - 1] ?? '';
  return (
    !before.startsWith('-') &&
    !before.endsWith('.py') &&
    SHORT[name]?.(run.slice(at + 1, at + FAR)) === true
  );
}
