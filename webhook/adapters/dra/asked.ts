/** What a ResourceClaim or its template asks for (resource.k8s.io/v1 DeviceClaim). */
import { interner } from '../intern.ts';
import { isRecord, listIn, recordIn, textIn, type Raw } from '../raw.ts';

export interface Asked {
  /** One device, of its own, and nothing else said: what can stand in the place of a card. */
  readonly plain?: { readonly deviceClass: string; readonly expressions: readonly string[] };
  readonly parts: readonly Part[];
}

export interface Part {
  /** One, or the alternatives of a prioritised list. */
  readonly classes: readonly string[];
  /** `all` that there are on a node. */
  readonly count: number | 'all';
}

const shared = interner<Asked>();

export function readAsked(spec: Raw): Asked {
  const devices = recordIn(spec, 'devices');
  const requests = listIn(devices, 'requests').filter(isRecord);
  const [first] = requests;
  const exactly = requests.length === 1 && first !== undefined ? recordIn(first, 'exactly') : {};
  const plain = isPlain(exactly) && listIn(devices, 'constraints').length === 0;
  return shared({
    ...(plain && !shares(devices)
      ? {
          plain: {
            deviceClass: textIn(exactly, 'deviceClassName'),
            expressions: selectorsIn(exactly),
          },
        }
      : {}),
    parts: requests.map(partOf),
  });
}

/** Anything said beside class, selectors and a count of one is passed over. */
const isPlain = (exactly: Raw): boolean =>
  textIn(exactly, 'deviceClassName') !== '' &&
  (exactly['allocationMode'] ?? 'ExactCount') === 'ExactCount' &&
  (exactly['count'] ?? 1) === 1 &&
  exactly['adminAccess'] !== true &&
  exactly['capacity'] === undefined;

function partOf(request: Raw): Part {
  const ways = listIn(request, 'firstAvailable').filter(isRecord);
  const all = ways.length > 0 ? ways : [recordIn(request, 'exactly')];
  const counts = all.map(countOf);
  return {
    classes: all.map((way) => textIn(way, 'deviceClassName')),
    count: counts.reduce((a, b) => (a === 'all' || b === 'all' ? 'all' : Math.max(a, b)), 0),
  };
}

/** Who only looks at devices that others hold takes none. */
function countOf(exactly: Raw): number | 'all' {
  if (exactly['adminAccess'] === true) return 0;
  if (exactly['allocationMode'] === 'All') return 'all';
  const { count = 1 } = exactly;
  return typeof count === 'number' && count > 0 ? count : 1;
}

export const selectorsIn = (raw: Raw): readonly string[] =>
  listIn(raw, 'selectors')
    .filter(isRecord)
    .map((selector) => textIn(recordIn(selector, 'cel'), 'expression'));

/** The driver is told to let several processes take turns, or share by MPS. */
export const shares = (raw: Raw): boolean =>
  listIn(raw, 'config')
    .filter(isRecord)
    .some((config) => 'sharing' in recordIn(recordIn(config, 'opaque'), 'parameters'));
