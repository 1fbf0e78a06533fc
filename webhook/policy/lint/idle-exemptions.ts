/** Exemptions that let nobody past any more, or never did: they look like a rule of the house, and are none. */
import { idleOf } from '../../core/exemption.ts';
import { exemptionsOf } from '../exemptions.ts';
import { finding, type Finding, type Linted } from './finding.ts';

export function idleExemptions({ exemptions, readAt, living }: Linted): Finding[] {
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
      ...(expiring.includes(one) ? [ending] : []),
      ...(unmatched.includes(one) ? [matching] : []),
    ];
  });
}
