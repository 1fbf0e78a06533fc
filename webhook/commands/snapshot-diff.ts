/** `tranche snapshot diff`: what has changed from one World to another that matters to a decision. */
import { readFiles, SNAPSHOT_BYTES } from '../adapters/read-files.ts';
import { staticWorld } from '../adapters/static-world.ts';
import { ofKind, type Document } from '../policy/documents.ts';
import { renderFaults } from '../policy/render.ts';
import { shipped } from './paths.ts';
import { differences, type Side } from './snapshot/differences.ts';
import { differencesText } from './snapshot/differences-text.ts';
import { documentsAt, failed, paintOf } from './terminal.ts';

export interface DiffOptions {
  readonly output: string;
}

/** Nothing here depends on how old anything is. */
const NO_TIME = 0;

export function run(from: string, to: string, { output }: DiffOptions): void {
  const known = readFiles(shipped).documents;
  const [before, after] = [sideOf(from, known), sideOf(to, known)];
  for (const side of [before, after]) if (typeof side === 'string') return failed(side);
  if (typeof before === 'string' || typeof after === 'string') return;
  const found = differences(before, after);
  const same = found.objects.length === 0 && found.offers.length === 0;
  const told = { from: headOf(from, before), to: headOf(to, after), ...found };
  process.stdout.write(
    output === 'json'
      ? `${JSON.stringify(told, null, 2)}\n`
      : `${line(told.from)} -> ${line(told.to)}${same ? ': no difference' : ''}\n${differencesText(found, paintOf())}`,
  );
  process.exitCode = same ? 0 : 1;
}

/** Or its faults, in words. */
function sideOf(path: string, known: readonly Document[]): Side | string {
  const { documents, faults, texts } = documentsAt([path], { maxBytes: SNAPSHOT_BYTES });
  const rendered = (all: typeof faults) => renderFaults(all, (file) => texts.get(file));
  if (faults.length > 0) return rendered(faults);
  const made = staticWorld([...known, ...documents], NO_TIME);
  return made.ok ? { documents, world: made.source.current() } : rendered(made.faults);
}

interface Head {
  readonly file: string;
  readonly readAt?: string;
  readonly cluster?: string;
}

function headOf(file: string, { documents }: Side): Head {
  const { readAt, cluster } = ofKind(documents, 'World')[0]?.value.spec ?? {};
  return {
    file,
    ...(readAt === undefined ? {} : { readAt }),
    ...(cluster === undefined ? {} : { cluster }),
  };
}

const line = ({ file, readAt, cluster }: Head): string =>
  [
    file,
    ...(cluster === undefined ? [] : [`of ${cluster}`]),
    ...(readAt ? [`at ${readAt}`] : []),
  ].join(' ');
