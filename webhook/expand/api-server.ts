/**
 * What the API server refuses by itself between our two visits, so that nobody is told a pod would
 * be admitted that is never stored. Only what touches devices: the rest of its validation is its own
 * (pkg/apis/core/validation ValidateContainerResourceName, validateContainerResourceRequirements and
 * validateResourceClaimNames).
 */
import { token } from '../core/edits/pointer.ts';
import { nearest } from '../core/nearest.ts';
import { seats, type Pod, type Seat } from '../core/pod.ts';
import { isBeyondCount, parseCount, parseQuantity, shownAmount } from '../core/quantity.ts';

export interface RefusedDevice {
  readonly container: string;
  /** Without the container. */
  readonly says: string;
  readonly help: string;
  /** JSON pointer in the pod. */
  readonly pointer: string;
}

/** As the API server would say it of the first container it finds; nothing where it would let it pass. */
export function refusedByApiServer(pod: Pod): string | undefined {
  const [first] = refusedDevices(pod);
  return first && `container ${first.container} ${first.says}; ${first.help}`;
}

/** All of them, each with what helps and where it stands. */
export const refusedDevices = (pod: Pod): readonly RefusedDevice[] =>
  seats(pod).flatMap((seat) => [...devicesOf(seat).flatMap(miscounted), ...undeclared(seat, pod)]);

/** Whether it can be told how many of each it asks for, rightly or not. */
export const tellsHowMany = (pod: Pod): boolean =>
  seats(pod)
    .flatMap(devicesOf)
    .every(({ limit, request }) => {
      const counts = [limit, request].flatMap((one) => (one === undefined ? [] : parseCount(one)));
      return !counts.includes('invalid') && new Set(counts).size === 1;
    });

/** What a container uses of claims its pod must have under that name. */
function undeclared({ container, pointer }: Seat, { spec }: Pod): RefusedDevice[] {
  const declared = (spec.resourceClaims ?? []).map(({ name }) => name);
  return (container.resources?.claims ?? []).flatMap(({ name }, nth) => {
    if (declared.includes(name)) return [];
    const meant = nearest(name, declared);
    return [
      {
        container: container.name,
        says: `uses the claim ${name}, which its pod does not have`,
        help:
          meant === undefined
            ? `add ${name} to spec.resourceClaims of the pod${declared.length === 0 ? '' : `, or use ${declared.join(' or ')}`}`
            : `did you mean ${meant}?`,
        pointer: `${pointer}/resources/claims/${nth}`,
      },
    ];
  });
}

type Amount = string | number | undefined;

interface Device {
  readonly seat: Seat;
  readonly name: string;
  readonly limit: Amount;
  readonly request: Amount;
}

function devicesOf(seat: Seat): Device[] {
  const { limits = {}, requests = {} } = seat.container.resources ?? {};
  const names = new Set([...Object.keys(limits), ...Object.keys(requests)].filter(isExtended));
  return [...names].map((name) => ({ seat, name, limit: limits[name], request: requests[name] }));
}

/** Devices cannot be overcommitted; a request that is missing is made from the limit. */
function miscounted({ seat, name, limit, request }: Device): RefusedDevice[] {
  const refused = (list: 'limits' | 'requests', says: string, help: string): RefusedDevice[] => [
    {
      container: seat.container.name,
      says,
      help,
      pointer: `${seat.pointer}/resources/${list}/${token(name)}`,
    },
  ];
  const broken = [limit, request].find(
    (asked) => asked !== undefined && parseCount(asked) === 'invalid',
  );
  if (broken !== undefined) {
    const list = limit === undefined || parseCount(limit) !== 'invalid' ? 'requests' : 'limits';
    const { says, help } = brokenBy(broken);
    return refused(list, `asks for ${name}: ${shownAmount(broken)}; ${says}`, help);
  }
  if (request === undefined) return [];
  if (limit === undefined)
    return refused(
      'requests',
      `has ${name}: ${request} under requests and no limit`,
      'write it under limits; a request is made from it',
    );
  return parseCount(limit) === parseCount(request)
    ? []
    : refused(
        'requests',
        `requests ${name}: ${request} with a limit of ${limit}; of devices both must be equal`,
        'leave the request out; it is made from the limit',
      );
}

/** Whoever asks for a part of a card is told otherwise than whoever slipped. */
function brokenBy(amount: string | number): Pick<RefusedDevice, 'says' | 'help'> {
  if (isBeyondCount(amount))
    return { says: 'nobody can count so many', help: 'ask for as many as it uses' };
  const value = parseQuantity(amount);
  if (value === 'invalid') return { says: 'that is no number', help: 'write it in digits, as 1' };
  if (value < 0)
    return { says: 'nothing is asked for below 0', help: 'ask for 1 or more, or leave it out' };
  return {
    says: 'devices come in whole numbers',
    help: 'ask for 1: where a part is enough, a slice is chosen for it; annotations of other engines divide cards too',
  };
}

/** Kubernetes' own names have no domain, or one of its own; all others are devices. */
const isExtended = (name: string): boolean =>
  name.includes('/') && !/(^|\.)kubernetes\.io\//.test(name);
