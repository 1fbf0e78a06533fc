/**
 * Imported first: whoever starts the program with an older Node is told so, instead of meeting the
 * first thing that Node lacks. That is zstd in node:zlib, which the HTTP client takes when it is
 * loaded; Node has it since 22.15, and since 23.8 in that line.
 */
import * as zlib from 'node:zlib';

// What is not there at all may not be named in an import.
if ((zlib as Readonly<Record<string, unknown>>)['createZstdDecompress'] === undefined) {
  process.stderr.write(
    `tranche needs Node 22.15 or newer, this is ${process.versions.node}; npx tranche, in its clone, brings one, and so does the command that make link makes there\n`,
  );
  process.exit(2);
}
