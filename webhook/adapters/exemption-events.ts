/** Events on exemptions: `kubectl describe gpuexemption` is where its owner looks first. */
import type { Addressed } from '../core/exemption.ts';
import { API_VERSION } from '../policy/schema/words.ts';
import { statusOf, type Api } from './cluster/api.ts';
import { eventOf, NOWHERE } from './event.ts';
import type { ExemptionNews } from './exemption-watch.ts';
import { faultText, type Tell } from './tell.ts';

const REASONS: Readonly<Record<ExemptionNews, string>> = {
  expiring: 'TrancheExemptionExpiring',
  ended: 'TrancheExemptionEnded',
  unmatched: 'TrancheExemptionUnmatched',
};

const SAYS: Readonly<Record<ExemptionNews, (exemption: Addressed) => string>> = {
  expiring: ({ owner, until }) => `It ends at ${until}; ${owner} may renew it by a later expires.`,
  ended: ({ owner, until }) =>
    `It ended at ${until} and has no effect; ${owner} may renew or delete it.`,
  unmatched: ({ owner }) => `It matches no live pod; ${owner} may have misspelt a name.`,
};

/** For those that are objects of the cluster; a file has nothing that Events could be about. */
export const exemptionEvents =
  ({ api, tell }: { readonly api: Api; readonly tell: Tell }) =>
  async (news: ExemptionNews, exemption: Addressed): Promise<void> => {
    const { name, uid, until } = exemption;
    if (uid === undefined) return;
    const value = eventOf({
      about: { apiVersion: API_VERSION, kind: 'GpuExemption', name, uid },
      id: `${news} ${until}`,
      type: 'Warning',
      reason: REASONS[news],
      message: SAYS[news](exemption),
    });
    const path = `/api/v1/namespaces/${NOWHERE}/events`;
    try {
      await api.ask({ method: 'POST', path, body: { type: 'application/json', value } });
    } catch (fault) {
      // Another replica has said the same, or this one before it was restarted.
      if (statusOf(fault) !== 409)
        tell('event-failed', { exemption: name, fault: faultText(fault) });
    }
  };
