/** The chart as the real helm renders it. */
import { parseAllDocuments } from 'yaml';
import { chosenMinor, pathOf } from '../../e2e/binaries/sets.ts';
import { run } from '../../e2e/process.ts';
import { type Tools, template } from '../parity.ts';

export const minor = chosenMinor();
export const tools: Tools = {
  helm: (args) => run(pathOf('helm', minor), args),
  kubectl: (args) => run(pathOf('kubectl', minor), args),
};

/** One object of the chart, with these flags; `undefined` where it has none of that kind. */
export async function rendered(kind: string, ...flags: readonly string[]) {
  const { stdout } = await tools.helm([...template, ...flags]);
  const objects = parseAllDocuments(stdout).map((document) => document.toJS());
  return objects.find((object) => object?.kind === kind);
}
