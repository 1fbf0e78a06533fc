/** Manifests to lint, and what is said of them in one cluster with cards of its own making. */
import { menuOf } from '../core/menu/menu-of.ts';
import { catalogue } from '../core/testing/catalogue.ts';
import { cards } from '../core/testing/nodes.ts';
import { expand } from '../expand/expand.ts';
import type { Raw } from '../expand/raw.ts';
import type { Found } from './fingerprint.ts';
import { lintsIn } from './lints.ts';
import type { At } from './report.ts';

export const SETTINGS = { namespace: 'team', minute: 0, most: 1 };
export const GPU = 'nvidia.com/gpu';

export const at = (_object: Raw, pointer: string): At => ({
  file: 'a.yaml',
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 1,
  pointer,
});

export const known = {
  catalogue,
  menu: menuOf(
    [cards('n', 'h100', 8, { labels: { 'nvidia.com/gpu.product': 'OUR-OWN-CARD' } })],
    catalogue,
  ),
};

export const found = (object: Raw): Found[] =>
  lintsIn(expand(object, SETTINGS), { clusters: [{ name: 'eks', known }], at });

/** Rule and pointer of what is said of an object, and the sentence. */
export const saidOf = (object: Raw): string[] =>
  found(object).map(
    ({ rule, level, says, at: { pointer } }) => `${level} ${rule} ${pointer}: ${says}`,
  );

export const deployment = (
  spec: Raw,
  { meta = {}, own = {} }: { meta?: Raw; own?: Raw } = {},
): Raw => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'x', ...own },
  spec: {
    replicas: 2,
    template: { metadata: { labels: { app: 'x' }, ...meta }, spec },
  },
});
export const main = (resources: Raw): Raw => ({ name: 'main', image: 'x:1', resources });
export const asking = (limits: Raw, spec: Raw = {}): Raw =>
  deployment({ containers: [main({ limits })], ...spec });
export const P = '/spec/template/spec/containers/0/resources';
