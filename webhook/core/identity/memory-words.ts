/**
 * What a container is told that moves the memory it takes: model, lengths, batches, precision. Engines
 * and teams spell these in hundreds of ways, so an option or a variable counts by the words of its
 * name (usage-profiles §4.2, §4.5); one too many costs fresh evidence, one too few a model that does not fit.
 */
import { bounded } from '../bounded.ts';
import { words } from '../words/command-line.ts';
import { literals } from '../words/expansion.ts';
import { keptByRun } from '../kept.ts';
import { keptByContainer, type Container, type EnvVar } from '../pod.ts';

/** Words of a name that tell of memory: `max-model-len`, `OLLAMA_CONTEXT_LENGTH`, `model_name_or_path`. */
export const MOVING: ReadonlySet<string> = new Set([
  '4bit',
  '8bit',
  'adapter',
  'adapters',
  'batch',
  'batched',
  'beam',
  'beams',
  'bits',
  'block',
  'checkpoint',
  'ckpt',
  'ctx',
  'dtype',
  'fraction',
  'height',
  'instances',
  'layers',
  'len',
  'length',
  'lora',
  'loras',
  'mem',
  'memory',
  'model',
  'models',
  'offload',
  'parallel',
  'precision',
  'quant',
  'quantization',
  'quantize',
  'resolution',
  'seq',
  'seqs',
  'tokens',
  'utilization',
  'weights',
  'width',
  'workers',
]);

/** Names that only sound so: a switch of Ray, memory of the host, what clients call the model. */
const OTHERS: ReadonlySet<string> = new Set(['block', 'memory', 'served-model-name']);
/** Names whose words alone would not tell. */
const ALSO: ReadonlySet<string> = new Set([
  'context-size',
  'context-window',
  'max-context',
  'max-running-requests',
]);
/** Secrets, and what is another one at each run: where it writes, when it began, who is asked. */
const NEVER: ReadonlySet<string> = new Set([
  'attempt',
  'build',
  'date',
  'job',
  'key',
  'log',
  'output',
  'password',
  'prev',
  'run',
  'secret',
  'token',
  'trace',
  'ttl',
  'uid',
  'uuid',
]);
/** Of runners, which say of each run whose it is: `AWS_BATCH_JQ_NAME`, with dashes. */
const RUNNERS = /^(?:AWS|CI|GIT|OTEL)-/;
/** Where checkpoints are written; one that is read is named without a folder. */
const WRITTEN = /checkpoints?-(?:dir|path|prefix|uri)$/;

/** Of llama.cpp, which spells them short. */
const SHORT: ReadonlySet<string> = new Set(['-b', '-c', '-m', '-ngl', '-np', '-ub']);
const SHORT_PROGRAM = /(?:^|\/)llama-(?:server|cli)$|llama[.-]?cpp/;

/** `name=value`, the program's own model first, then options by name, then variables as they stand. */
export const memoryWords = keptByContainer((container: Container): readonly string[] => {
  const { image = '', env = [] } = container;
  const run = words(container);
  const moving = SHORT_PROGRAM.test(image) ? optionsShort(run) : options(run);
  return [...served(run), ...moving, ...env.flatMap(variable)];
});

const variable = ({ name, value }: EnvVar): string[] =>
  value !== undefined && moves(name) ? [`${name}=${value}`] : [];

const options = keptByRun((run) =>
  run.some((word) => SHORT_PROGRAM.test(word)) ? optionsShort(run) : optionsIn(run, false),
);
const optionsShort = keptByRun((run) => optionsIn(run, true));

function optionsIn(run: readonly string[], short: boolean): readonly string[] {
  const found = new Map<string, string[]>();
  for (const [i, word] of run.entries()) {
    const equals = word.indexOf('=');
    const option = equals < 0 ? word : word.slice(0, equals);
    const name = nameOf(option, equals > 0, short);
    if (name === undefined) continue;
    const value = equals < 0 ? valueBehind(run, i) : word.slice(equals + 1);
    // Of an option that is given twice the last one counts, unless two programs are run.
    const values = found.get(name);
    if (values === undefined) found.set(name, [value]);
    else values.push(value);
  }
  return [...found].map(([name, values]) => `${name}=${values.join(',')}`).toSorted();
}

/** Of one dash only llama.cpp's; without one it is Hydra's, or a variable that a shell sets. */
function nameOf(option: string, assigned: boolean, short: boolean): string | undefined {
  if (option.startsWith('--')) return moves(option) ? judge(option).option : undefined;
  if (assigned && !option.startsWith('-')) return moves(option) ? option : undefined;
  return short && SHORT.has(option) ? option.slice(1) : undefined;
}

/** Nothing behind a switch. */
const valueBehind = (run: readonly string[], at: number): string => {
  const next = run[at + 1] ?? '';
  return next.startsWith('--') ? '' : next;
};

const JOINTS: ReadonlySet<string> = new Set(['&&', '||', ';', '|', '&', '>', '2>&1']);

/** `vllm serve MODEL` names its model without an option, before others or behind them. */
const served = keptByRun((run): readonly string[] => {
  const at = run.indexOf('serve');
  if (at < 0) return [];
  const rest = run.slice(at + 1);
  const end = rest.findIndex((word) => JOINTS.has(word));
  const own = end < 0 ? rest : rest.slice(0, end);
  const plain = own.filter((word) => !word.startsWith('-'));
  const sure = own.filter((word, i) => !word.startsWith('-') && !takesNext(own[i - 1]));
  const otherwise = own.some((word) => MODEL_OPTION.test(word)) ? [] : plain;
  const names = sure.length > 0 ? sure : otherwise;
  return names.length === 0 ? [] : [`serve=${names.join(',')}`];
});

const MODEL_OPTION = /^--model(?:=|$)/;
const takesNext = (before = ''): boolean => before.startsWith('-') && !before.includes('=');

/** Names come from pods, and few of them are new. */
const judged = bounded<{ readonly moves: boolean; readonly option: string }>(5000);

/** Whether a name moves memory, and as the name of an option: `--max_model_len` is `max-model-len`. */
function judge(name: string) {
  const known = judged.get(name);
  if (known !== undefined) return known;
  const option = name.replace(/^--/, '').replaceAll('_', '-');
  const parts = option.toLowerCase().split(/[-.]/);
  const moves =
    ALSO.has(option) || (parts.some((part) => MOVING.has(part)) && !isAside(option, parts));
  const found = { moves, option };
  judged.set(name, found);
  return found;
}

/** An identifier is of a model, or of a run. */
const isAside = (option: string, parts: readonly string[]): boolean =>
  OTHERS.has(option) ||
  RUNNERS.test(option) ||
  WRITTEN.test(option) ||
  parts.some((part) => NEVER.has(part)) ||
  (parts.includes('id') && !parts.includes('model'));

const moves = (name: string): boolean => judge(name).moves;

const NAMES_MODEL: ReadonlySet<string> = new Set([
  'serve',
  'model',
  'model-id',
  'model-path',
  'model-name-or-path',
]);
const REFERENCE = /\$[({]?([A-Za-z_][A-Za-z0-9_]*)/g;

/**
 * The variable that says which model is loaded and whose value is elsewhere, if there is one: a
 * ConfigMap may name another model tomorrow, and nothing in the pod would differ.
 */
export const unseenModel = keptByContainer((container: Container): string | undefined => {
  const told = memoryWords(container).filter((said) =>
    NAMES_MODEL.has(said.slice(0, said.indexOf('='))),
  );
  for (const said of told)
    for (const [, name = ''] of said.matchAll(REFERENCE))
      if (!literals(container).has(name)) return name;
  if (told.length > 0) return undefined;
  return (container.env ?? []).find(
    ({ name, value }) => value === undefined && SAYS_MODEL.test(name),
  )?.name;
});

/** Variables that model servers read: `MODEL`, `HF_MODEL_ID`, `WHISPER_MODEL`, `MODEL_PATH`. */
const SAYS_MODEL = /(?:^|_)MODEL(?:_(?:ID|NAME|PATH))?$/;
