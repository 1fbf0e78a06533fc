/** A V8 CPU profile, summed: how much of the busy time was spent in each function itself. */
export interface Frame {
  readonly functionName: string;
  readonly url: string;
  /** From 0. */
  readonly lineNumber: number;
  readonly columnNumber: number;
}

export interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: Frame }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export interface SelfTime {
  readonly name: string;
  /** Of the time in which there was something to do. */
  readonly share: number;
}

/** Waiting for the network is no work. */
const IDLE = ['(idle)', '(root)'];

export interface Told {
  /** Folders of ours, packages, Node's own modules, and what is not JavaScript. */
  readonly rooms: readonly SelfTime[];
  readonly functions: readonly SelfTime[];
  readonly files: readonly SelfTime[];
}

/** Of the last `seconds` only: before that, the program was being loaded and compiled. */
export function selfTimes(
  { nodes, samples, timeDeltas }: CpuProfile,
  seconds: number,
  placeOf: (frame: Frame) => Place,
): Told {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const functions = new Map<string, number>();
  const files = new Map<string, number>();
  const rooms = new Map<string, number>();
  let left = seconds * 1e6;
  for (let at = samples.length - 1; at >= 0 && left > 0; at--) {
    const took = timeDeltas[at] ?? 0;
    left -= took;
    const frame = frames.get(samples[at] ?? 0);
    if (frame === undefined || IDLE.includes(frame.functionName)) continue;
    const { file, line } = placeOf(frame);
    add(functions, `${frame.functionName || '(anonymous)'}  ${file}${line}`, took);
    add(files, file, took);
    add(rooms, roomOf(file, frame), took);
  }
  return { rooms: shares(rooms), functions: shares(functions), files: shares(files) };
}

export interface Place {
  readonly file: string;
  /** `:12`, or '' where there are no lines. */
  readonly line: string;
}

function roomOf(file: string, { functionName }: Frame): string {
  if (file === 'native') return functionName.startsWith('(') ? functionName : file;
  if (file.startsWith('node:')) return 'node:';
  const [first = '', second = '', third = ''] = file.split('/');
  if (first === 'node_modules')
    return `node_modules/${second.startsWith('@') ? `${second}/${third}` : second}`;
  return third === '' ? first : `${first}/${second}`;
}

const add = (sums: Map<string, number>, name: string, took: number): void =>
  void sums.set(name, (sums.get(name) ?? 0) + took);

function shares(sums: ReadonlyMap<string, number>): SelfTime[] {
  const busy = [...sums.values()].reduce((sum, took) => sum + took, 0);
  return [...sums]
    .map(([name, took]) => ({ name, share: took / busy }))
    .toSorted((a, b) => b.share - a.share);
}
