/**
 * `tranche init`: a folder of policies to begin with, and their tests. What is copied lies in
 * `policies/init`, where our own tests play it; the schemas come along, so that an editor knows the
 * fields without a network.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beginning, schemas } from './paths.ts';

interface File {
  readonly path: string;
  readonly text: string;
}

export function run(folder: string): void {
  const files = [...copied(folder), ...ofSchemas(folder)];
  const there = files.filter(({ path }) => existsSync(path)).map(({ path }) => path);
  if (there.length > 0) return refused(there);
  const inTheWay = [folder, dirname(folder)].find((path) => existsSync(path) && !isFolder(path));
  if (inTheWay !== undefined)
    throw new Error(`cannot write into ${folder}: ${inTheWay} is a file; name a directory`);
  for (const file of files) write(file);
  process.stdout.write(said(folder, files));
}

const isFolder = (path: string): boolean => statSync(path).isDirectory();

function write({ path, text }: File): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    // Whoever was quicker than we looked is not written over either.
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`cannot write ${path}: ${why}`, { cause: error });
  }
}

/** The schemas lie one folder nearer than they do with us. */
const copied = (folder: string): File[] =>
  filesIn(beginning).map((name) => ({
    path: join(folder, name),
    text: readFileSync(join(beginning, name), 'utf8').replace('$schema=../', '$schema='),
  }));

const ofSchemas = (folder: string): File[] =>
  filesIn(schemas).map((name) => ({
    path: join(folder, 'schemas', name),
    text: readFileSync(join(schemas, name), 'utf8'),
  }));

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length))
    .toSorted();

/** So many names are read; of more it is said how many. */
const MOST = 4;

function refused(there: readonly string[]): void {
  const more = there.length > MOST ? ` and ${there.length - MOST} more` : '';
  const [are, them] = there.length === 1 ? ['is', 'it'] : ['are', 'them'];
  process.stderr.write(
    `tranche: ${there.slice(0, MOST).join(', ')}${more} ${are} there already, and nothing was written; ` +
      `name another directory, or move ${them} away\n`,
  );
  process.exitCode = 2;
}

function said(folder: string, files: readonly File[]): string {
  const at = (path: string): string => join(folder, path);
  const own = files.filter(({ path }) => basename(dirname(path)) !== 'schemas');
  return [
    ...own.map(({ path }) => `wrote ${path}`),
    `wrote ${at('schemas')}, for your editor`,
    '',
    'Next:',
    `  tranche test ${folder}`,
    `  tranche explain -f ${at('tests/pods/server.yaml')} -w ${folder} -w ${at('tests/world')}`,
    `  kubectl apply -f ${at('policy.yaml')} -f ${at('quota.yaml')}`,
    '',
  ].join('\n');
}
