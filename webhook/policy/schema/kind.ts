/** What every document of ours has around its spec, and what a CRD must know beyond the schema. */
import type { TObject, TSchema } from '@sinclair/typebox';
import { choice, labels, list, optional, quantities, record, text, texts } from './vocabulary.ts';
import { API_VERSION, namespaceName, objectName, time } from './words.ts';

export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'date';
  readonly jsonPath: string;
  /** 1: only under `-o wide`. */
  readonly priority?: number;
}

/** How the API server serves a kind; kinds that live in files only have none. */
export interface Served {
  readonly plural: string;
  readonly scope: 'Cluster' | 'Namespaced';
  readonly columns: readonly Column[];
  /** Of its status, beside what every kind has in it. */
  readonly status?: TObject;
}

/** Only what a file may say; what the API server adds is dropped before an object is read. */
const metadata = record('Name of the object, and what other tools attach to it.', {
  name: objectName('Name, unique among objects of the kind.'),
  labels: optional(labels('Labels; not read.')),
  annotations: optional(texts('Annotations; not read.')),
});

const namespacedMetadata = record(
  'Name and namespace of the object, and what other tools attach to it.',
  {
    name: objectName('Name, unique among objects of the kind in the namespace.'),
    namespace: namespaceName('Namespace the object lives in.'),
    labels: optional(labels('Labels; not read.')),
    annotations: optional(texts('Annotations; not read.')),
  },
);

const head = <const K extends string>(kind: K) => ({
  apiVersion: choice('Group and version of the document.', [API_VERSION]),
  kind: choice('Kind of the document.', [kind]),
});

export const clusterKind = <const K extends string, S extends TSchema>(
  kind: K,
  about: string,
  spec: S,
) => record(about, { ...head(kind), metadata, spec });

export const namespacedKind = <const K extends string, S extends TSchema>(
  kind: K,
  about: string,
  spec: S,
) => record(about, { ...head(kind), metadata: namespacedMetadata, spec });

/** The one document that need not have a name: there is one a file. */
export const header = record('First document of a World: when and by what it was written.', {
  ...head('World'),
  metadata: optional(metadata),
  spec: optional(
    record('What holds for the whole World.', {
      version: optional(text('Version of the program that wrote it.')),
      readAt: optional(
        time('When the cluster was read, RFC 3339; ages of profiles are counted from it.'),
      ),
      include: optional(
        list('Files or folders to read too, relative to this file.', text('Relative path.')),
      ),
      cluster: optional(text('Cluster that a snapshot was made of, as its kubeconfig names it.')),
      serverVersion: optional(text('Version of its API server.')),
      hashes: optional(
        record('What a snapshot can be recognised by.', {
          policies: text('Hash of the policies in it, as decisions name it.'),
          documents: text(
            'SHA-256 of all that follows this document; the same cluster gives the same.',
          ),
        }),
      ),
      counts: optional(quantities('How many of each kind a snapshot holds, or has folded away.')),
      teams: optional(
        list('Teams a snapshot was made for; of others it tells what they take.', text('Team.')),
      ),
      missing: optional(
        list('What decides in the cluster and is not in the snapshot.', text('What, and why.')),
      ),
    }),
  ),
});
