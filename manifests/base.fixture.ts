/** The kustomize base, as it lies in its files. */
import { parse } from 'yaml';
import { read } from './generate/files.ts';

export const BASE = 'manifests/kustomize/base';

/** Whatever its YAML says: the tests look into it as they would into any object. */
export const inBase = (file: string) => parse(read(`${BASE}/${file}`));
