/** Whether two sets of Kubernetes objects would make the same cluster, and where they would not. */

export interface Difference {
  /** `apps/v1 Deployment tranche-system/tranche` */
  readonly object: string;
  /** A JSON pointer; empty where the whole object is on one side only. */
  readonly pointer: string;
  readonly left: unknown;
  readonly right: unknown;
}

/** The traces of Helm's own bookkeeping, which no other way of installing leaves. */
const OF_HELM = ['app.kubernetes.io/managed-by', 'app.kubernetes.io/version', 'helm.sh/chart'];

export function sameObjects(a: readonly object[], b: readonly object[]): Difference[] {
  const [left, right] = [byIdentity(a), byIdentity(b)];
  const identities = [...new Set([...left.keys(), ...right.keys()])].toSorted();
  return identities.flatMap((object) =>
    differences(left.get(object), right.get(object), '').map((found) => ({ object, ...found })),
  );
}

function byIdentity(objects: readonly object[]): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const object of objects) {
    const identity = identityOf(object);
    if (found.has(identity)) throw new Error(`${identity} is there twice`);
    found.set(identity, withoutHelm(object));
  }
  return found;
}

function identityOf(object: object): string {
  const { apiVersion, kind, metadata } = mapOf(object);
  const { namespace, name } = mapOf(metadata);
  const place = namespace === undefined ? '' : `${word(namespace)}/`;
  return `${word(apiVersion)} ${word(kind)} ${place}${word(name)}`;
}

const word = (value: unknown): string => (typeof value === 'string' ? value : 'unnamed');

function withoutHelm(object: object): object {
  const metadata = mapOf(mapOf(object)['metadata']);
  const labels = Object.entries(mapOf(metadata['labels'])).filter(
    ([key]) => !OF_HELM.includes(key),
  );
  return { ...object, metadata: { ...metadata, labels: Object.fromEntries(labels) } };
}

type Found = Omit<Difference, 'object'>;

/** Key by key and item by item: the order of a list means something, that of a map does not. */
function differences(left: unknown, right: unknown, pointer: string): Found[] {
  if (!isMap(left) || !isMap(right) || Array.isArray(left) !== Array.isArray(right))
    return Object.is(left, right) ? [] : [{ pointer, left, right }];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((key) =>
    differences(
      left[key],
      right[key],
      `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    ),
  );
}

type Fields = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const mapOf = (value: unknown): Fields => (isMap(value) ? value : {});
