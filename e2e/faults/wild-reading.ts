/** What our reader makes of a text, and what the API server does, with the differences that must be. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../../webhook/policy/compile.ts';
import { lineOf } from '../../webhook/policy/example.ts';
import { readText } from '../../webhook/policy/read.ts';

const root = join(import.meta.dirname, '..', '..', 'policies');
const builtIn = [...globSync('catalogue/*.yaml', { cwd: root }), 'classes.yaml'].flatMap(
  (file) => readText(file, readFileSync(join(root, file), 'utf8')).documents,
);

export interface Alone {
  /** How many could be read. */
  readonly documents: number;
  /** A line each. */
  readonly faults: readonly string[];
}

/** As our server would read it if it were all there is beside what is built in. */
export function readAlone(text: string): Alone {
  const { documents, faults } = readText('wild.yaml', text);
  if (faults.length > 0) return { documents: documents.length, faults: faults.map(lineOf) };
  const compiled = compile([...builtIn, ...documents]);
  return {
    documents: documents.length,
    faults: compiled.ok ? [] : compiled.faults.map(lineOf),
  };
}

export interface Difference {
  readonly so: string;
  /** Of what the one who refuses says. */
  readonly says: RegExp;
}

/** Refused by our reader alone. An object of the cluster is told of them in its status, where it can hold them. */
export const oursAlone: readonly Difference[] = [
  { so: 'which products there are the catalogue says', says: /must be a product of the catalogue/ },
  { so: 'a field without a value is one that was not written, there', says: /, got nothing$/ },
  {
    so: 'YAML 1.1 knows numbers with bars, and reads what is too large as text',
    says: /_|got the number Infinity/,
  },
  { so: 'of two objects of one name the later stays', says: /there is such a Gpu\w+ \S+ already/ },
  {
    so: 'and whom two teams name is told in their status',
    says: /names \S+, which GpuQuota \S+ names already/,
  },
];

/** Refused by the API server alone, which reads YAML 1.1. */
export const theirsAlone: readonly Difference[] = [
  { so: 'yes and on are true there', says: /cannot unmarshal bool|Invalid value: "boolean"/ },
  { so: '12:30:00 and 0x1F are numbers there', says: /Invalid value: "integer"|unmarshal number/ },
];

export const PLURALS: Readonly<Record<string, string>> = {
  GpuPolicy: 'gpupolicies',
  GpuQuota: 'gpuquotas',
  GpuExemption: 'gpuexemptions',
};
