/**
 * Why the API server would not take a profile, whole and with what helps. Nothing in it names the one
 * profile, so that what is so of all of them can be told once.
 */
import { ApiFault, statusOf } from '../cluster/api.ts';
import { faultText } from '../tell.ts';

/** A path that nobody serves has no sentence, as an object or a namespace that is not there has. */
export const isUnserved = (fault: unknown): boolean =>
  statusOf(fault) === 404 && saidIn(fault) === '';

export const NOT_INSTALLED =
  "Tranche's CRDs are not installed in this cluster: manifests/README.md says how they are";

export function whyRefused(fault: unknown): string {
  const said = saidIn(fault).replace(/^gpuprofiles\.tranche\.dev "[^"]*" is forbidden: /, '');
  if (said === '') return faultText(fault);
  const right = /^(.*cannot \w+ resource "gpuprofiles\S*" in API group "tranche\.dev")/.exec(said);
  return right === null ? said : `${right[1]}: ${RIGHTS}`;
}

const RIGHTS =
  'it takes the verb patch on gpuprofiles and gpuprofiles/status of tranche.dev there, create on gpuprofiles, and measure on gpuprofiles in the whole cluster (manifests/README.md, What containers used)';

const saidIn = (fault: unknown): string => (fault instanceof ApiFault ? fault.said : '');
