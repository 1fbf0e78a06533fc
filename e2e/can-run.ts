/** Whether this machine can hold a cluster, and which of the three kinds it would be. */
import { spawnSync } from 'node:child_process';

import { clients, isBuilt } from './binaries/build.ts';
import { goMissing, hasGo } from './binaries/go.ts';
import { buildNeighbours } from './binaries/neighbours.ts';
import { type BinaryName, chosenMinor } from './binaries/sets.ts';

export type How = 'kubeconfig' | 'kind' | 'binaries';

export type Choice =
  | { readonly how: How; readonly needs: readonly BinaryName[] | undefined }
  | { readonly how: 'none'; readonly why: string };

/** Set by whoever starts all test files and has said once that they will be skipped. */
const SAID = 'TRANCHE_E2E_SKIP_SAID';

/** Says it for a whole run; what to hand on to its test files. */
export function sayWhetherSkipped(): Readonly<Record<string, string>> {
  return canRun() ? {} : { [SAID]: '1' };
}

/**
 * For the head of an end-to-end test: `const suite = canRun() ? describe : describe.skip`.
 *
 * Says in one line what is missing, and skips; in CI (`CI=true`) it fails instead, because a
 * suite that skips itself unseen is worth less than none.
 */
export function canRun(): boolean {
  const choice = choose();
  if (choice.how !== 'none') return true;
  if (process.env['CI'] === 'true') throw new Error(`end-to-end tests cannot run: ${choice.why}`);
  if (process.env[SAID] !== '1') process.stderr.write(`end-to-end tests skipped: ${choice.why}\n`);
  return false;
}

/** For tests that take processes in hand: with binaries only, and elsewhere they show as skipped. */
export const onBinaries = (): boolean => choose().how === 'binaries';

/**
 * The same for a test beside real neighbours, which are built first; they run as processes, so a
 * cluster of binaries it must be.
 */
export async function canRunBesideNeighbours(): Promise<boolean> {
  if (!canRun() || !onBinaries()) return false;
  try {
    await buildNeighbours();
    return true;
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`tests beside neighbours skipped: ${why}\n`);
    return false;
  }
}

/** kind is not asked for extra admission plugins; binaries serve those. */
export function choose(admissionPlugins: readonly string[] = []): Choice {
  const how = wanted(admissionPlugins);
  if (how === 'none') {
    const why =
      'the control plane from binaries needs Linux; set TRANCHE_E2E_KUBECONFIG, or install ' +
      'Docker and kind (https://kind.sigs.k8s.io) and set TRANCHE_E2E_IMAGE';
    return { how, why };
  }
  const needs = how === 'binaries' ? undefined : clients;
  if (isBuilt(chosenMinor(), needs) || hasGo()) return { how, needs };
  return { how: 'none', why: goMissing };
}

function wanted(admissionPlugins: readonly string[]): How | 'none' {
  if (process.env['TRANCHE_E2E_KUBECONFIG']) return 'kubeconfig';
  const kind = process.env['TRANCHE_E2E_IMAGE'] && admissionPlugins.length === 0 && hasKind();
  if (kind && process.env['TRANCHE_E2E_CLUSTER'] !== 'binaries') return 'kind';
  return process.platform === 'linux' ? 'binaries' : 'none';
}

/** A client without its engine is common, so the engine has to answer. */
const hasKind = (): boolean =>
  spawnSync('kind', ['version']).status === 0 &&
  spawnSync('docker', ['info'], { timeout: 10_000 }).status === 0;
