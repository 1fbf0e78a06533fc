/**
 * Templates that are YAML as they stand, since somebody quoted their braces: of what names an object, its image
 * or its amounts no cluster takes a brace. Other kinds hold parameters of their own there (Argo's
 * `{{inputs.parameters.x}}`, what an ApplicationSet fills in), so of those only Helm's own words tell.
 */
import { isPair, isScalar, visit, type Document, type Pair, type Scalar } from 'yaml';
import { BUILT_IN } from './kinds/built-in.ts';

/** What only Helm hands to a template, and what only its templates call. */
const HELM =
  /\{\{[^}]*(?:\.(?:Values|Release|Chart|Files|Capabilities|Subcharts)\b|\b(?:include|tpl)\s)/;

export type Quoted = 'of Helm' | 'of somebody';

/** The first of them, and whose it is. */
export function quotedIn(
  document: Document.Parsed,
): { readonly offset: number; readonly of: Quoted } | undefined {
  const own = isOwn(document.get('apiVersion'));
  let found: { offset: number; of: Quoted } | undefined;
  visit(document, {
    Scalar(key, node, path) {
      const text = braced(node);
      if (key !== 'value' || text === undefined || !isPlain(keysOf(path))) return undefined;
      const of = HELM.test(text) ? 'of Helm' : 'of somebody';
      if (of === 'of somebody' && !own) return undefined;
      found = { offset: node.range?.[0] ?? 0, of };
      return visit.BREAK;
    },
  });
  return found;
}

/** A block of several lines is a script or a file, whatever its key. */
const braced = ({ value, type }: Scalar): string | undefined =>
  typeof value === 'string' && value.includes('{{') && type?.startsWith('BLOCK') !== true
    ? value
    : undefined;

const isOwn = (apiVersion: unknown): boolean =>
  typeof apiVersion === 'string' &&
  Object.hasOwn(BUILT_IN, apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '');

const keysOf = (path: readonly unknown[]): string[] =>
  path
    .filter((one): one is Pair => isPair(one))
    .map(({ key }) => (isScalar(key) ? String(key.value) : ''));

/** Where nobody but a template writes braces. */
const PLAIN =
  /^(?:metadata\/name(?:space)?|spec\/(?:.+\/)?(?:image|replicas|resources\/(?:limits|requests)\/[^/]+))$/;

const isPlain = (keys: readonly string[]): boolean =>
  PLAIN.test(keys.map((key) => key.replaceAll('/', '~')).join('/'));
