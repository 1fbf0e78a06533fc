/** `tranche export vap`: guardrails for the API server's own admission policies. */
import { readFiles } from '../adapters/read-files.ts';
import { compile } from '../policy/compile.ts';
import { ofKind } from '../policy/documents.ts';
import { admissionPolicies, type Left } from '../policy/export/admission-policies.ts';
import { exemptionsOf } from '../policy/exemptions.ts';
import { byPlace } from '../policy/read.ts';
import { renderFaults } from '../policy/render.ts';
import { yaml } from '../report/yaml.ts';
import { shipped } from './paths.ts';
import { failed, policiesAt } from './terminal.ts';

export interface ExportOptions {
  readonly awayFrom: readonly string[];
}

export function run(paths: readonly string[], { awayFrom }: ExportOptions): void {
  const read = policiesAt(paths);
  const made = compile([...readFiles(shipped).documents, ...read.documents]);
  const faults = [...read.faults, ...(made.ok ? [] : made.faults)].toSorted(byPlace);
  if (!made.ok || faults.length > 0)
    return failed(renderFaults(faults, (file) => read.texts.get(file)));
  const { objects, left, differing } = admissionPolicies(ofKind(read.documents, 'GpuPolicy'), {
    away: awayFrom,
    catalogue: made.set.catalogue,
    exemptions: exemptionsOf(ofKind(read.documents, 'GpuExemption')).exemptions.all,
  });
  for (const one of left) process.stderr.write(`tranche: not exported: ${told(one)}\n`);
  for (const one of differing)
    process.stderr.write(`tranche: exported with a difference: ${told(one)}\n`);
  if (objects.length === 0) return failed('tranche: no guardrail here can be exported');
  process.stdout.write(objects.map((object) => yaml(object)).join('---\n'));
}

const told = ({ policy, rule, why }: Left): string => `${rule} of GpuPolicy ${policy}: ${why}`;
