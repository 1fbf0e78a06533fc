/** Objects of our kinds on their way into the cluster, read beside the set in force. */
import type { InForce } from '../adapters/policy-store.ts';
import { isRecord, recordIn, textIn } from '../adapters/raw.ts';
import type { PolicyReader } from '../http/policy-review.ts';
import { isNamespaced } from '../policy/apart.ts';
import { findingsOf } from '../policy/one-object.ts';
import { lineOf } from '../policy/render.ts';

/** Whoever looks at it knows which it is: places are named only where they are in another. */
export const policyReader = (inForce: () => InForce | 'none'): PolicyReader => ({
  read(object) {
    const source = sourceOf(object);
    const now = inForce();
    const standing = now === 'none' ? now : [...now.byTitle.values()];
    const { alone, beside } = findingsOf(source, object, standing);
    return {
      refusals: alone.map((fault) => `${source}: ${lineOf(fault, source)}`),
      warnings: beside.map((fault) => `${source} ${until(source)}: ${lineOf(fault, source)}`),
    };
  },
});

/** What holds nobody else up is left out by itself. */
const until = (source: string): string =>
  isNamespaced(source.slice(0, source.indexOf(' '))) ? 'is not believed' : 'waits';

function sourceOf(object: unknown): string {
  const raw = isRecord(object) ? object : {};
  const metadata = recordIn(raw, 'metadata');
  const place = [textIn(metadata, 'namespace'), textIn(metadata, 'name')].filter(
    (part) => part !== '',
  );
  return `${textIn(raw, 'kind')} ${place.join('/')}`;
}
