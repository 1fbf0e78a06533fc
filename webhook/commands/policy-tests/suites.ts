/** The suites of some folders: each with the documents that it alone sees, and the pods of its cases. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isFolder } from '../../adapters/folders.ts';
import { readFiles, SNAPSHOT_BYTES } from '../../adapters/read-files.ts';
import { faultAt, ofKind, type Document, type Fault } from '../../policy/documents.ts';
import { policyTestFaults } from '../../policy/policy-test-faults.ts';
import type { PolicyTest } from '../../policy/schema/policy-test.ts';
import { shipped } from '../paths.ts';
import { unread } from '../unread.ts';
import { templateOf, type Written } from './templates.ts';
import type { Template } from '../replicas.ts';

export type Expect = Written['expect'];

export interface Case {
  readonly name: string;
  /** Where it stands in the suite. */
  readonly pointer: string;
  readonly template: Template;
  readonly namespace: string;
  readonly namespaceLabels: Written['namespaceLabels'];
  readonly expect: Expect;
}

export interface Suite {
  readonly file: string;
  readonly document: Document<PolicyTest>;
  /** All that its cases are decided by, the shipped catalogue and class table too. */
  readonly documents: readonly Document[];
  /** Names of the policies it tests. */
  readonly policies: readonly string[];
  readonly cases: readonly Case[];
}

export interface Suites {
  readonly suites: readonly Suite[];
  readonly faults: readonly Fault[];
  readonly textOf: (file: string) => string | undefined;
}

const SUITE = /\.test\.ya?ml$/;
/** Packages, and what is hidden. */
const OTHERS = /(^|[/\\])(node_modules[/\\]|\.)/;

/** Throws where a path that was named cannot be read, or holds no suite. */
export function suitesAt(paths: readonly string[]): Suites {
  const texts = new Map<string, string>();
  const suites: Suite[] = [];
  const faults: Fault[] = [];
  for (const path of new Set(paths.flatMap(filesAt))) {
    const read = readFiles([path]);
    const remember = (more: ReadonlyMap<string, string>): void =>
      more.forEach((text, file) => texts.set(file, text));
    remember(read.texts);
    faults.push(...read.faults, ...strangers(read.documents));
    for (const document of ofKind(read.documents, 'PolicyTest')) {
      const made = suiteOf(document, remember);
      faults.push(...made.faults);
      if (made.faults.length === 0) suites.push(made);
    }
  }
  return { suites, faults, textOf: (file) => texts.get(file) };
}

function filesAt(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
  } catch (error) {
    throw unread(path, error);
  }
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => SUITE.test(file) && !OTHERS.test(file))
    .toSorted();
  if (files.length === 0) throw new Error(`there is no *.test.yaml in ${path}, nor in its folders`);
  return files.map((file) => join(path, file));
}

const strangers = (documents: readonly Document[]): Fault[] =>
  documents
    .filter(({ kind }) => kind !== 'PolicyTest')
    .map((document) =>
      faultAt(
        document,
        '/kind',
        `must be PolicyTest in a file of tests, got ${document.kind}`,
        'put it into a file of its own, and name that under policies or world',
      ),
    );

function suiteOf(
  document: Document<PolicyTest>,
  remember: (texts: ReadonlyMap<string, string>) => void,
): Suite & { readonly faults: readonly Fault[] } {
  const { file } = document.at('');
  const { policies, world, cases } = document.value.spec;
  const faults = policyTestFaults(document);
  const near = (path: string): string => join(dirname(file), path);
  const there = (field: string, paths: readonly string[]): string[] =>
    paths.filter((path, i) => {
      const says = missing(near(path));
      if (says !== undefined) faults.push(faultAt(document, `/spec/${field}/${i}`, says));
      return says === undefined;
    });
  const tested = there('policies', policies).map(near);
  const around = there('world', world).map(near);
  const own = readFiles(tested, SNAPSHOT_BYTES);
  const all = readFiles([...shipped, ...tested, ...around], SNAPSHOT_BYTES);
  remember(all.texts);
  faults.push(...all.faults);
  const made = cases.flatMap((written, i) => {
    const template = templateOf(written, near);
    if ('says' in template) {
      const pointer = `/spec/cases/${i}/${template.field}`;
      faults.push(faultAt(document, pointer, template.says));
      return [];
    }
    const { name, namespaceLabels, expect } = written;
    return [{ name, pointer: `/spec/cases/${i}`, ...template, namespaceLabels, expect }];
  });
  return {
    file,
    document,
    documents: all.documents,
    policies: ofKind(own.documents, 'GpuPolicy').map(({ name }) => name),
    cases: made,
    faults,
  };
}

function missing(path: string): string | undefined {
  try {
    if (!isFolder(path)) readFileSync(path);
    return undefined;
  } catch (error) {
    return unread(path, error).message;
  }
}
