/**
 * `tranche post`: a report where people read it, beside the job that made it. It never blocks: a
 * report that cannot be shown is still the job's, and whether a change is fine was said before.
 */
import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { Refused } from '../adapters/forge/calls.ts';
import type { Env, Forge, Nowhere } from '../adapters/forge/forge.ts';
import { github } from '../adapters/forge/github.ts';
import { gitlab } from '../adapters/forge/gitlab.ts';
import { oneLine } from '../core/text.ts';
import { isSame, marked, markerOf, within } from '../review/comment/body.ts';
import { unread } from './unread.ts';

export interface Options {
  readonly file: string;
  readonly name: string;
  readonly comment: boolean;
  readonly summary: boolean;
}

export async function run({ file, name, comment, summary }: Options): Promise<void> {
  const report = read(file);
  const { env } = process;
  if (summary) summarised(report, env['GITHUB_STEP_SUMMARY']);
  if (!comment) return;
  const forge = forgeOf(env);
  if ('nowhere' in forge) return notice(`no comment: ${forge.nowhere}`);
  try {
    notice(`${await commented(forge, report, name)} on ${forge.about}`);
  } catch (error) {
    const why = oneLine(error instanceof Error ? error.message : String(error));
    if (!(error instanceof Refused && error.isOfRights))
      throw new Error(`no comment: ${why}`, { cause: error });
    notice(`no comment on ${forge.about}: ${why}; it takes ${forge.needs}`);
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unread(file, error);
  }
}

function forgeOf(env: Env): Forge | Nowhere {
  if (env['GITHUB_ACTIONS'] === 'true') return github(env);
  if (env['GITLAB_CI'] === 'true') return gitlab(env);
  return { nowhere: 'this is neither a job of GitHub nor one of GitLab' };
}

/** Written only where it says something new: each edit tells everybody who follows. */
async function commented(forge: Forge, report: string, name: string): Promise<string> {
  const body = within(marked(report, name), forge.roomBytes);
  for await (const { id, body: before, isOurs } of forge.comments()) {
    if (!isOurs || !before.startsWith(markerOf(name))) continue;
    if (isSame(before, body)) return 'comment left as it is';
    await forge.update(id, body);
    return 'comment updated';
  }
  await forge.create(body);
  return 'comment written';
}

const SUMMARY_BYTES = 1024 * 1024;

/** What a step says on the page of its run; over the limit GitHub shows none of it. */
function summarised(report: string, path: string | undefined): void {
  if (path === undefined || path === '') return;
  const before = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  appendFileSync(path, within(report, SUMMARY_BYTES - before));
}

/** GitHub shows these lines beside what the review found. */
function notice(says: string): void {
  const isGitHub = process.env['GITHUB_ACTIONS'] === 'true';
  if (isGitHub) process.stdout.write(`::notice title=tranche::${escaped(says)}\n`);
  else process.stderr.write(`tranche: ${says}\n`);
}

const escaped = (text: string): string => text.replaceAll('%', '%25').replaceAll('\n', '%0A');
