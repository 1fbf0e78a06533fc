/** The certificate we serve with: mounted, or made here and told to the webhook configurations. */
import { authority } from '../../certs/authority.ts';
import { mountedFiles } from '../../certs/files.ts';
import type { ServingCertificate } from '../../certs/serving-certificate.ts';
import type { CaBundle } from '../adapters/ca-bundle.ts';
import type { Tell } from '../adapters/tell.ts';
import type { Backing } from './backing.ts';
import type { ServeOptions } from './serve-options.ts';

export async function certificateFor(
  options: ServeOptions,
  keeper: CaBundle | undefined,
  tell: Tell,
): Promise<ServingCertificate> {
  const fault = (says: string) => tell('certificate', { fault: says });
  if (options.tlsDir !== undefined) return mountedFiles({ directory: options.tlsDir, fault });
  const { service, namespace, servingCertSeconds, bindAddress } = options;
  return authority({
    service,
    namespace,
    alsoKnownAs: ['localhost', bindAddress],
    leafLifeSeconds: servingCertSeconds,
    fault,
    async published(pem) {
      keeper?.keep(pem);
      await keeper?.ensure();
    },
  });
}

/** What is still missing before reviews should come here, a line each. */
export function unready(
  backing: Backing,
  certificate: ServingCertificate,
  keeper: CaBundle | undefined,
): string[] {
  const healthy = certificate.healthy(Date.now());
  const lines = [...backing.source.missing()];
  if (healthy !== true) lines.push(healthy);
  if (keeper !== undefined && !keeper.inPlace(certificate.bundle()))
    lines.push('the CA bundle is not in the webhook configurations');
  return lines;
}
