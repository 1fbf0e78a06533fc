/** All generated files, by path from the root of the repository. */
import { crdFiles } from './crd.ts';
import { editorFiles, reportFiles } from './editors.ts';
import { referencePage } from './reference.ts';

const PAGES = ['policies/README.md', 'policies/MEASURING.md'];

/** `read` gives a file as it is now: of the pages, only the tables and contents are ours. */
export const generated = (read: (path: string) => string): Map<string, string> =>
  new Map([
    ...crdFiles(),
    ...editorFiles(),
    ...reportFiles(),
    ...PAGES.map((page) => [page, referencePage(read(page))] as const),
  ]);
