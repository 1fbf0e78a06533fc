/** All generated files, by path from the root of the repository. */
import { crdFiles } from './crd.ts';
import { editorFiles, reportFiles } from './editors.ts';
import { referencePage } from './reference.ts';

const PAGE = 'policies/README.md';

/** `read` gives a file as it is now: of the page, only the tables are ours. */
export const generated = (read: (path: string) => string): Map<string, string> =>
  new Map([...crdFiles(), ...editorFiles(), ...reportFiles(), [PAGE, referencePage(read(PAGE))]]);
