/** The door for people who ask: what is remembered for them, which pages there are, and when it is open. */
import type { Reviewers } from '../adapters/cluster/reviewers.ts';
import { steadyClock } from '../adapters/clock.ts';
import { recent } from '../adapters/recent/recent.ts';
import type { PodId } from '../adapters/cluster-state.ts';
import { admit as admitBy, type Admit } from '../admit.ts';
import type { Voice } from '../http/answer.ts';
import { batchesPage } from '../http/inquiry/batches.ts';
import { decisionsPage } from '../http/inquiry/decisions.ts';
import { openInquiries, type InquiryDoor } from '../http/inquiry/door.ts';
import type { Page } from '../http/inquiry/page.ts';
import { rehearsalsPage } from '../http/inquiry/rehearsals.ts';
import { statusPage } from '../http/inquiry/status.ts';
import type { Certificate } from '../http/tls.ts';
import type { Witness } from '../ports.ts';
import { rehearse } from '../rehearse.ts';
import type { Backing } from './backing.ts';
import { batchBy } from './batch.ts';
import type { ServeOptions } from './serve-options.ts';

interface BehindTheDoor {
  readonly certificate: Certificate;
  readonly admit: Admit;
  readonly backing: Pick<Backing, 'source' | 'ledger' | 'without'>;
  readonly status: () => Promise<unknown>;
}

export interface Inquiries {
  /** Absent where nobody may ask, and nothing need be remembered. */
  readonly witness?: Witness;
  open(behind: BehindTheDoor): Promise<InquiryDoor>;
}

/** 0 where there is none. */
const SHUT: InquiryDoor = { port: 0, close: async () => undefined };

export function inquiries(
  options: ServeOptions,
  asked: Reviewers | undefined,
  voice: Voice,
): Inquiries {
  const { inquiryPort = 0, bindAddress: host, log } = options;
  if (inquiryPort === 0) return { open: async () => SHUT };
  if (asked === undefined)
    throw new Error('--inquiry-port: only an API server knows who asks; say --cluster, too');
  const clock = steadyClock;
  const recollection = recent({ clock });
  const startedAt = clock.now();
  return {
    witness: recollection,
    open({ certificate, admit, backing, status }) {
      const { without } = backing;
      const instead = (pod: PodId | 'nobody') => {
        if (pod === 'nobody' || without === undefined) return admit;
        const { source, ledger } = without(pod);
        return admitBy(source, ledger);
      };
      // Each page says which right it needs; one more is one more line.
      const pages: readonly Page[] = [
        decisionsPage({ recollection, voice, startedAt }),
        rehearsalsPage({
          rehearse: (pod, stands) =>
            rehearse({ ...pod }, { admit: instead(stands), dryRun: true, ordinal: 0 }),
          voice,
        }),
        batchesPage({ inTurn: batchBy({ ...backing, clock }), voice }),
        statusPage(status),
      ];
      return openInquiries({ host, port: inquiryPort, ...asked, clock, certificate, pages, log });
    },
  };
}
