/** Exemptions that let nobody past any more, or never did: they look like a rule of the house, and are none. */
import { idleOf } from '../../core/exemption.ts';
import { builtIn } from '../../core/guards/all.ts';
import type { Document } from '../documents.ts';
import type { GpuExemption } from '../schema/gpu-exemption.ts';
import { exemptionsOf } from '../exemptions.ts';
import { finding, type Finding, type Linted } from './finding.ts';

export function idleExemptions(linted: Linted): Finding[] {
  const { exemptions, readAt, living } = linted;
  const { all } = exemptionsOf(exemptions).exemptions;
  const { ended, expiring, unmatched } = idleOf(all, readAt, living);
  return exemptions.flatMap((document) => {
    const one = all.find(({ name }) => name === document.name);
    if (one === undefined) return [];
    const at = '/spec/expires';
    const renewed = `ask ${one.owner} whether it is still needed; if so, set another day`;
    if (ended.includes(one))
      return [
        finding('lint/exemption-ended', document, {
          at,
          says: `was ${one.until}: it has no effect any more`,
          help: renewed,
        }),
      ];
    const ending = finding('lint/exemption-ending', document, {
      at,
      says: `is ${one.until}, less than 14 days away`,
      help: renewed,
    });
    const matching = finding('lint/exemption-idle', document, {
      at: '/spec/match',
      says: 'matches no pod of this World',
      help: 'correct a name that has changed, or remove it',
    });
    return [
      ...unneeded(document, linted),
      ...(expiring.includes(one) ? [ending] : []),
      ...(unmatched.includes(one) ? [matching] : []),
    ];
  });
}

/** Of a set that names guardrails at all; those of our own are named wherever we are installed. */
function unneeded(document: Document<GpuExemption>, { policies }: Linted): Finding[] {
  const named = new Set<string>(
    policies.flatMap(({ value: { spec } }) => spec.guards.map(({ rule }) => rule)),
  );
  if (named.size === 0) return [];
  return document.value.spec.rules.flatMap((rule, i) => {
    if (rule === 'guard/*' || named.has(rule) || builtIn.some(({ id }) => id === rule)) return [];
    const says = `is ${rule}, and no policy here names it`;
    const help = 'take it out, or lint it together with the policy that does';
    return [finding('lint/exemption-unneeded', document, { at: `/spec/rules/${i}`, says, help })];
  });
}
