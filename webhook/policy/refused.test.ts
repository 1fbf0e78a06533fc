import { expect, test } from '@jest/globals';
import { compile } from './compile.ts';
import { readObject } from './read.ts';
import { refused } from './refused.fixture.ts';
import type { Refused } from './refused-form.fixture.ts';
import { API_VERSION } from './schema/words.ts';

/** As an object of the cluster: read, and where nothing is wrong by itself, beside nothing else. */
function faultsOf({ kind, spec }: Refused) {
  const metadata = kind === 'GpuProfile' ? { name: 'x', namespace: 'speech' } : { name: 'x' };
  const { documents, faults } = readObject('it', { apiVersion: API_VERSION, kind, metadata, spec });
  if (faults.length > 0) return faults;
  const compiled = compile(documents);
  return compiled.ok ? [] : compiled.faults;
}

test.each(refused)('$name is refused, and its author told why', (one) => {
  const { says, help } = one;
  expect(
    faultsOf(one).map((fault) => ({ says: `${fault.pointer} ${fault.says}`, help: fault.help })),
  ).toEqual([{ says, help }]);
});
