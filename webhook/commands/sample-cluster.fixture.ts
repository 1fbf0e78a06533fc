/** The sample in one file, as a snapshot lies beside manifests. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sample } from './paths.ts';

const PARTS = ['policy', 'quotas', 'profiles', 'namespaces', 'fleet', 'pods'];

export const sampleCluster = (): string =>
  PARTS.map((part) => readFileSync(join(dirname(sample), `${part}.yaml`), 'utf8')).join('\n---\n');
