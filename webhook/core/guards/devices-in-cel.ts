/** How many devices a new pod asks for, in CEL: counted as `devicesOf` and `combine` do, claims aside. */
import { GPU_PREFIXES } from '../governed.ts';
import { celList } from '../matching/row.ts';
import type { Catalogue, Foreign } from '../products/catalogue.ts';

/** What the program takes for a number of devices at all. */
const MOST = Number.MAX_SAFE_INTEGER;

/**
 * In an order in which each needs only those before it. Of extended resources the API server has limits
 * equal to requests by now, and names of containers are told apart over both lists.
 */
export const devicesInCel = (catalogue: Catalogue): Readonly<Record<string, string>> => ({
  inits: 'has(object.spec.initContainers) ? object.spec.initContainers : []',
  initNames: 'variables.inits.map(c, c.name)',
  sidecars: `variables.inits.filter(c, ${STAYS} && ${ASKS})`,
  ordinary: `variables.inits.filter(c, !(${STAYS}) && ${ASKS})`,
  asking: `variables.sidecars + variables.ordinary + object.spec.containers.filter(c, ${ASKS})`,
  // A name counts where it stands in the container whose own name sorts first.
  devices:
    `variables.asking.map(a, a.resources.limits.filter(k, ${GPU} && ` +
    `!variables.asking.exists(b, k in b.resources.limits && b.name < a.name)).map(k, ${together(catalogue)}).sum()).sum()`,
});

const STAYS = "has(c.restartPolicy) && c.restartPolicy == 'Always'";
const GPU = `${celList(GPU_PREFIXES)}.exists(p, k.startsWith(p))`;
const ASKS = `has(c.resources) && has(c.resources.limits) && c.resources.limits.exists(k, ${GPU})`;

/** Of one name: what runs together, or what an init container has beside the sidecars before it. */
function together(catalogue: Catalogue): string {
  const own = units(catalogue);
  const sum = (list: string, and = ''): string =>
    `variables.${list}.filter(c, k in c.resources.limits${and}).map(c, ${own}).sum()`;
  const before = sum('sidecars', ' && variables.initNames.indexOf(c.name) < at');
  const during = `variables.ordinary.filter(c, k in c.resources.limits).map(c, ${own} + [variables.initNames.indexOf(c.name)].map(at, ${before}).sum())`;
  return `([${sum('asking')} - ${sum('ordinary')}] + ${during}).max()`;
}

/** Of the name `k` in the container `c`. */
function units({ foreign }: Catalogue): string {
  const amount = `[quantity(string(c.resources.limits[k]))].map(q, q.isInteger() && q.asInteger() <= ${MOST} ? q.asInteger() : 1)[0]`;
  const counted: Readonly<Record<Kind, string>> = {
    none: '0',
    once: `(${amount} == 0 ? 0 : 1)`,
    each: amount,
  };
  return `(${rowsOf(foreign)
    .map(({ kind, cel }) => `${cel} ? ${counted[kind]} : `)
    .join('')}${amount})`;
}

type Kind = 'none' | 'once' | 'each';

interface Rows {
  readonly kind: Kind;
  readonly cel: string;
}

/** Names themselves come first, then what they begin with, in the order of the catalogue. */
function rowsOf(foreign: readonly Foreign[]): readonly Rows[] {
  const exact = foreign.filter(({ match }) => !match.endsWith('*'));
  const runs: { kind: Kind; prefixes: string[] }[] = [];
  for (const row of foreign.filter((one) => !exact.includes(one))) {
    const [kind, last] = [kindOf(row), runs.at(-1)];
    if (last?.kind === kind) last.prefixes.push(row.match.slice(0, -1));
    else runs.push({ kind, prefixes: [row.match.slice(0, -1)] });
  }
  const names = (['none', 'once', 'each'] as const)
    .map((kind) => ({ kind, all: exact.filter((row) => kindOf(row) === kind) }))
    .filter(({ all }) => all.length > 0)
    .map(({ kind, all }) => ({ kind, cel: `k in ${celList(all.map(({ match }) => match))}` }));
  const beginnings = runs.map(({ kind, prefixes }) => ({
    kind,
    cel: `${celList(prefixes)}.exists(p, k.startsWith(p))`,
  }));
  return [...names, ...beginnings];
}

const kindOf = ({ milliGPU, counts }: Foreign): Kind =>
  milliGPU === 0 ? 'none' : counts === 'once' ? 'once' : 'each';
