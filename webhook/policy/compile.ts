/**
 * Documents as a set that answers. What one document alone can tell was checked when it was read;
 * here are the faults that take two, and either all is well or there is no set: whoever holds an
 * older one keeps it in force.
 */
import type { Retreat } from '../core/back-off.ts';
import type { Addressed } from '../core/exemption.ts';
import type { Foldings } from '../core/identity/fold.ts';
import type { World } from '../core/world.ts';
import { shortHash } from './canonical.ts';
import { catalogueOf } from './catalogue.ts';
import { backedOffIn } from './backed-off.ts';
import { classesOf, classFaults } from './classes.ts';
import { consideredOf, type Consider } from './considered.ts';
import { ofKind, titleOf, type Document, type Fault } from './documents.ts';
import { exemptionsOf } from './exemptions.ts';
import { foldingsOf } from './foldings.ts';
import { modelsOf } from './models.ts';
import { policiesOf } from './policies.ts';
import { poolFaults } from './pools.ts';
import { profilesOf, secondsOf, timeFault } from './profiles.ts';
import { teamsOf, type Team } from './quotas.ts';
import { byPlace } from './read.ts';
import type { Kind } from './schema/kinds.ts';
import { selectionOf } from './select.ts';
import { repeated, twice, type Entry } from './twice.ts';

/** The part of a World that documents decide; nodes, pods and siblings are the cluster's. */
export interface PolicySet extends Pick<
  World,
  | 'catalogue'
  | 'classes'
  | 'models'
  | 'assignedClass'
  | 'terms'
  | 'guards'
  | 'exemptions'
  | 'quota'
  | 'profile'
  | 'newestFigures'
  | 'backedOff'
> {
  /** What policies say of identity. */
  readonly foldings: Foldings;
  /** All there are, ended ones too. */
  readonly exempted: readonly Addressed[];
  /** Of policies, quotas, exemptions, catalogue, classes and models as read; profiles change by the hour and are left out. */
  readonly hash: string;
  readonly teams: readonly Team[];
  /** Slices that proved too small, of all workloads, over or not. */
  readonly retreats: readonly Retreat[];
  /** Every policy, and what becomes of it, for people. */
  readonly considered: Consider;
  /** Seconds since the epoch at which the World header says it was read. */
  readonly readAt?: number;
}

export type Compiled =
  | { readonly ok: true; readonly set: PolicySet }
  | { readonly ok: false; readonly faults: readonly Fault[] };

export function compile(documents: readonly Document[]): Compiled {
  const { catalogue, faults: inCatalogue } = catalogueOf(firsts(ofKind(documents, 'GpuCatalogue')));
  const { policies, faults: inPolicies } = policiesOf(ofKind(documents, 'GpuPolicy'), catalogue);
  const { models, faults: inModels } = modelsOf(firsts(ofKind(documents, 'GpuModels')));
  const { teams, faults: inQuotas } = teamsOf(ofKind(documents, 'GpuQuota'));
  const { store, faults: inProfiles } = profilesOf(ofKind(documents, 'GpuProfile'), catalogue);
  const { retreats, faults: inRetreats } = backedOffIn(ofKind(documents, 'GpuProfile'));
  const { exemptions, faults: inExemptions } = exemptionsOf(ofKind(documents, 'GpuExemption'));
  const faults = [
    ...twice(names(documents)),
    ...inCatalogue,
    ...inModels,
    ...inPolicies,
    ...inQuotas,
    ...inProfiles,
    ...inRetreats,
    ...inExemptions,
    ...classFaults(ofKind(documents, 'GpuClasses')),
    ...poolFaults(ofKind(documents, 'GpuPool'), catalogue),
    ...ofKind(documents, 'World').flatMap((world) =>
      timeFault(world, '/spec/readAt', world.value.spec?.readAt),
    ),
  ];
  if (faults.length > 0) return { ok: false, faults: faults.toSorted(byPlace) };
  const byNamespace = new Map(teams.flatMap((team) => team.namespaces.map((name) => [name, team])));
  return {
    ok: true,
    set: {
      hash: hashOf(documents),
      catalogue,
      classes: classesOf(ofKind(documents, 'GpuClasses')),
      models,
      teams,
      ...readAtOf(documents),
      ...selectionOf(policies),
      foldings: foldingsOf(policies, ofKind(documents, 'GpuPolicy')),
      considered: consideredOf(policies, ofKind(documents, 'GpuPolicy')),
      exempted: exemptions.all,
      exemptions: (subject) => exemptions.of(subject),
      quota: (namespace) => byNamespace.get(namespace) ?? 'unassigned',
      profile: (...asked) => store.profile(...asked),
      newestFigures: store.newestFigures,
      retreats: retreats.all,
      backedOff: (...asked) => retreats.of(...asked),
    },
  };
}

/** Nobody asks for these by their names: there is one a file, or only `tranche test` reads it. */
const NAMELESS: readonly Kind[] = ['World', 'PolicyTest'];

function* names(documents: readonly Document[]): Generator<Entry> {
  const again = repeated(documents, titleOf);
  for (const document of documents) {
    if (NAMELESS.includes(document.kind)) continue;
    const title = titleOf(document);
    if (!again.has(title)) continue;
    yield {
      key: title,
      title,
      pointer: '/metadata/name',
      place: document.at('/metadata/name'),
      says: (first) => `is ${document.name}, and there is such a ${first.title} already`,
      ...(OURS.includes(title) ? { help: `${title} ${COMES_WITH_US}` } : {}),
    };
  }
}

/** What a second one is most often: a copy of the folder we ship, given beside what is built in. */
export const OURS: readonly string[] = [
  'GpuCatalogue nvidia',
  'GpuCatalogue nvidia-uncut',
  'GpuCatalogue amd',
  'GpuCatalogue intel',
  'GpuCatalogue engines',
  'GpuClasses tranche',
  'GpuModels decoders',
  'GpuModels others',
  'GpuPolicy tranche-guards',
];
const COMES_WITH_US =
  'comes with Tranche: leave this copy out, or keep in it only what is yours, under another name';

/** A catalogue that is there twice is one fault, not one more for each of its products and names. */
const firsts = <T>(documents: readonly Document<T>[]): Document<T>[] =>
  documents.filter(({ name }, i) => documents.findIndex((other) => other.name === name) === i);

const HASHED = ['GpuPolicy', 'GpuQuota', 'GpuCatalogue', 'GpuClasses'] as const;
/** Where there is none of these, the hash is that of a set that knows no such kind. */
const HASHED_IF_ANY = ['GpuExemption', 'GpuModels'] as const;

function hashOf(documents: readonly Document[]): string {
  const said = (kind: (typeof HASHED | typeof HASHED_IF_ANY)[number]) =>
    ofKind(documents, kind)
      .map(({ name, value }) => ({ name, spec: value.spec }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return shortHash([
    ...HASHED.map(said),
    ...HASHED_IF_ANY.map(said).filter((found) => found.length > 0),
  ]);
}

function readAtOf(documents: readonly Document[]): { readAt?: number } {
  const time = ofKind(documents, 'World')
    .map(({ value }) => value.spec?.readAt)
    .find((at) => at !== undefined);
  return time === undefined ? {} : { readAt: secondsOf(time) };
}
