/** GpuProfile documents as rows by namespace, workload and container. */
import type { Catalogue } from '../core/products/catalogue.ts';
import type { Profile } from '../core/profile.ts';
import type { ProfileStore } from '../ports.ts';
import { productFault } from './catalogue.ts';
import { faultAt, titleOf, type Document, type Fault } from './documents.ts';
import type { GpuProfile } from './schema/gpu-profile.ts';
import { repeated, twice, type Entry } from './twice.ts';

type Row = GpuProfile['spec']['containers'][number];

export function profilesOf(
  documents: readonly Document<GpuProfile>[],
  catalogue: Catalogue,
): { store: ProfileStore; faults: readonly Fault[] } {
  return {
    store: storeOf(documents),
    faults: [
      ...twice(entries(documents)),
      ...documents.flatMap(emptyFault),
      ...rowFaults(documents, catalogue),
    ],
  };
}

type Said = GpuProfile['spec'];

/** Found by texts that are there anyhow, and made when asked for: of fifty thousand profiles few are asked for soon. */
function storeOf(documents: readonly Document<GpuProfile>[]): ProfileStore {
  const all = new Map<string, Map<string, Said[]>>();
  for (const { value } of documents) {
    const { namespace } = value.metadata;
    const { name } = value.spec.workload;
    const there = all.get(namespace) ?? new Map<string, Said[]>();
    const named = there.get(name) ?? [];
    named.push(value.spec);
    all.set(namespace, there.set(name, named));
  }
  return {
    profile(namespace, kind, name, container) {
      const row = (all.get(namespace)?.get(name) ?? [])
        .filter(({ workload }) => workload.kind === kind)
        .flatMap(({ containers }) => containers)
        .find((one) => one.name === container);
      return row === undefined ? 'unknown' : profileOf(row);
    },
    newestFigures: newestIn(documents),
  };
}

function newestIn(documents: readonly Document<GpuProfile>[]): ProfileStore['newestFigures'] {
  let newest = -Infinity;
  for (const { row } of rowsOf(documents))
    if (row.lastSeen !== undefined) newest = Math.max(newest, secondsOf(row.lastSeen));
  return newest === -Infinity ? 'none' : newest;
}

function* rowFaults(
  documents: readonly Document<GpuProfile>[],
  catalogue: Catalogue,
): Generator<Fault> {
  for (const { document, row, pointer } of rowsOf(documents)) {
    yield* productFault(document, `${pointer}/measuredOn`, row.measuredOn, catalogue);
    yield* sizeFault(document, `${pointer}/vramMaxMiB`, row, catalogue);
    yield* timeFault(document, `${pointer}/firstSeen`, row.firstSeen);
    yield* timeFault(document, `${pointer}/lastSeen`, row.lastSeen);
  }
}

/** No name of Kubernetes holds a line break. */
const keyOf = (...parts: readonly string[]): string => parts.join('\n');

const workloadIn = ({ value: { metadata, spec } }: Document<GpuProfile>): string =>
  keyOf(metadata.namespace, spec.workload.kind, spec.workload.name);

function* rowsOf(documents: readonly Document<GpuProfile>[]) {
  for (const document of documents) {
    const { metadata, spec } = document.value;
    const { kind, name } = spec.workload;
    for (const [i, row] of spec.containers.entries())
      yield {
        document,
        row,
        pointer: `/spec/containers/${i}`,
        key: keyOf(metadata.namespace, kind, name, row.name),
        what: `container ${row.name} of ${metadata.namespace}/${kind}/${name}`,
      };
  }
}

function* entries(documents: readonly Document<GpuProfile>[]): Generator<Entry> {
  const again = repeated(documents, workloadIn);
  const several = documents.filter(
    (one) => again.has(workloadIn(one)) || one.value.spec.containers.length > 1,
  );
  for (const { document, key, pointer, what } of rowsOf(several))
    yield {
      key,
      title: titleOf(document),
      pointer,
      place: document.at(pointer),
      says: (first) => `has figures for ${what}, and ${first.title} has others`,
      help: 'keep one row for each container of a workload',
    };
}

function profileOf({ lastSeen, ...row }: Row): Profile {
  return lastSeen === undefined ? row : { ...row, lastSeen: secondsOf(lastSeen) };
}

function emptyFault(document: Document<GpuProfile>): Fault[] {
  const { containers, backedOff } = document.value.spec;
  const says = 'must have a row in containers, or say what it is backedOff from';
  return containers.length === 0 && backedOff === undefined
    ? [faultAt(document, '/spec/containers', says)]
    : [];
}

/** Drivers differ by less than this in what they say a card has. */
const LEEWAY = 1.02;

/** A peak that no card of that kind can have had. */
function sizeFault(
  document: Document,
  pointer: string,
  { vramMaxMiB, measuredOn }: Row,
  { products }: Catalogue,
): Fault[] {
  const MiB = products.find(({ name }) => name === measuredOn)?.memoryMiB;
  if (MiB === undefined || vramMaxMiB <= MiB * LEEWAY) return [];
  const says = `${vramMaxMiB} MiB is more than the ${MiB} MiB of ${measuredOn}`;
  return [faultAt(document, pointer, says, 'is it bytes, or KiB? it must be MiB of one device')];
}

/** Since the epoch. */
export const secondsOf = (time: string): number => Math.floor(Date.parse(time) / 1000);

/** The form of a time is checked; `Date.parse` takes the 31st of November for the 1st of December. */
export function exists(time: string): boolean {
  const [year = 0, month = 0, day = 0, hour = 0] = time.split(/[-T:]/, 4).map(Number);
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return Number.isFinite(Date.parse(time)) && day <= days && hour < 24;
}

const FIRST = Date.parse('2000-01-01T00:00:00Z');
/** The API server counts no further; an offset may lead beyond it. */
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/** The schema knows the form of a time, not that November has 30 days. */
export function timeFault(document: Document, pointer: string, time: string | undefined): Fault[] {
  if (time === undefined) return [];
  if (!exists(time)) return [faultAt(document, pointer, `must be a time that exists, got ${time}`)];
  const at = Date.parse(time);
  return at >= FIRST && at <= LAST
    ? []
    : [faultAt(document, pointer, `must be of the years 2000 to 9999 in UTC, got ${time}`)];
}
