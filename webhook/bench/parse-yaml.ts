/** Parses each file it is named, and does nothing with what it read. */
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

let documents = 0;
for (const file of process.argv.slice(2)) {
  const read = parseAllDocuments(readFileSync(file, 'utf8'), { version: '1.1', merge: true });
  for (const document of read) if (document.toJS() !== null) documents++;
}
process.stdout.write(`${documents}\n`);
