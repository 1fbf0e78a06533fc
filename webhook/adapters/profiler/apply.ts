/**
 * GpuProfiles as objects of a cluster, by server-side apply. What the API server will not take is told
 * at the end and stops nobody else; where it is busy or away it is asked again, and not for ever.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { served } from '../../policy/schema/kinds.ts';
import { API_VERSION } from '../../policy/schema/words.ts';
import { isOurs, type Published } from '../../usage/profiling/published.ts';
import { statusOf, type Api } from '../cluster/api.ts';
import { faultText } from '../tell.ts';
import { isUnserved, NOT_INSTALLED, whyRefused } from './refusals.ts';
import { refusal, sorted, type Refused } from './sound.ts';

/** Who owns what is written, by `managedFields`. */
export const MANAGER = 'tranche-profiler';

const TYPE = 'application/apply-patch+yaml';

export interface Applied {
  readonly written: readonly Published[];
  readonly refused: readonly Refused[];
}

export interface Stamina {
  /** How often one object is tried at most. */
  readonly tries: number;
  /** Before the second try; doubled before each further one. */
  readonly backOffMs: number;
}

const USUAL: Stamina = { tries: 5, backOffMs: 500 };

/** A few at once: a fleet that is new is thousands of objects, and the API server has others to answer. */
const LANES = 4;

/** Throws where the API server cannot be reached, or knows us no more. */
export async function applied(
  api: Api,
  profiles: readonly Published[],
  stamina: Stamina = USUAL,
): Promise<Applied> {
  const { sound, refused: unsound } = sorted(profiles);
  const written: Published[] = [];
  const faults: [Published, unknown][] = [];
  const left = [...sound].toReversed();
  const lane = async (): Promise<void> => {
    for (let profile = left.pop(); profile !== undefined; profile = left.pop())
      try {
        await put(api, profile, stamina);
        written.push(profile);
      } catch (fault) {
        if (isOfThisOne(fault)) {
          faults.push([profile, fault]);
          continue;
        }
        // The other lanes find nothing more to do, either.
        left.length = 0;
        throw unwritten(fault, written.length, profiles.length);
      }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const isThere = written.length > 0 || !faults.every(([, fault]) => isUnserved(fault));
  const refused = faults.map(([profile, fault]) =>
    refusal(profile, isThere ? whyRefused(fault) : NOT_INSTALLED),
  );
  return { written, refused: [...unsound, ...refused] };
}

/** 401 is of us, not of the object; so is no answer at all. */
function isOfThisOne(fault: unknown): boolean {
  const status = statusOf(fault);
  return status >= 400 && status < 500 && status !== 401 && !isPassing(fault);
}

const isPassing = (fault: unknown): boolean => {
  const status = statusOf(fault);
  return status === 0 || status === 429 || status >= 500;
};

const unwritten = (cause: unknown, written: number, all: number): Error =>
  new Error(`${written} of ${all} profiles were written: ${faultText(cause)}`, { cause });

/** Figures first: a checkpoint without them would say that they are out already. */
async function put(api: Api, profile: Published, stamina: Stamina): Promise<void> {
  const { status, spec, ...head } = profile;
  const { name, namespace } = head.metadata;
  const path = `/apis/${API_VERSION}/namespaces/${namespace}/${served.GpuProfile.plural}/${name}`;
  // A row that somebody wrote by hand in the same object stays theirs.
  const own = { ...head, spec: { ...spec, containers: spec.containers.filter(isOurs) } };
  const patch = (at: string, value: object) =>
    patiently(stamina, () =>
      api.ask({
        method: 'PATCH',
        path: at,
        query: { fieldManager: MANAGER, force: 'true' },
        body: { type: TYPE, value },
      }),
    );
  await patch(path, own);
  await patch(`${path}/status`, { ...head, status });
}

async function patiently({ tries, backOffMs }: Stamina, ask: () => Promise<unknown>) {
  for (let tried = 1; ; tried++)
    try {
      return await ask();
    } catch (fault) {
      if (tried >= tries || !isPassing(fault)) throw fault;
      await sleep(backOffMs * 2 ** (tried - 1) * (1 + Math.random() / 2));
    }
}
