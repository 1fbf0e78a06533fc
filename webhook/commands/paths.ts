/** Where what we ship lies: beside dist/ when bundled, beside webhook/ from source, in the program where it is one file. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { unpacked, type Embedded } from './unpacked.ts';

/** Put in by the build of the single file. */
declare const TRANCHE_EMBEDDED: Embedded | undefined;

/** From dist/*.js it is one level up, from webhook/commands/*.ts two. */
const candidates = ['../policies/', '../../policies/'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

const policies =
  typeof TRANCHE_EMBEDDED === 'undefined'
    ? (candidates.find((path) => existsSync(`${path}catalogue`)) ?? candidates[0] ?? 'policies/')
    : unpacked(TRANCHE_EMBEDDED);

/** The catalogue, the class table and the models: always loaded, whatever else is. */
export const shipped: readonly string[] = [
  `${policies}catalogue`,
  `${policies}classes.yaml`,
  `${policies}models`,
];
export const guards = `${policies}guards.yaml`;
/** Each rule, with what would help. */
export const rulesPage = `${policies}RULES.md`;
export const sample = `${policies}sample/world.yaml`;
export const samplePolicies = `${policies}sample/policy.yaml`;
export const sampleQuotas = `${policies}sample/quotas.yaml`;
export const sampleWorkloads = `${policies}sample/workloads`;
/** What `tranche init` copies. */
export const beginning = `${policies}init/`;
/** Watches everybody, and touches nothing. */
export const starter = `${policies}packs/starter/policy.yaml`;
export const schemas = `${policies}schemas/`;
