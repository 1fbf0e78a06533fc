/**
 * What the servers are asked: 256 reviews, no two alike, of the workloads that the sample World has
 * evidence for, as an API server would post them.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sampleWorkloads } from '../commands/paths.ts';
import { admissionReview } from '../expand/admission-review.ts';
import { expand } from '../expand/expand.ts';
import { readManifests } from '../expand/manifest.ts';
import { member, text, type Raw } from '../expand/raw.ts';
import { dressed, received } from './dressing.ts';

export interface Asked {
  readonly uid: string;
  readonly body: Buffer;
}

const COUNT = 256;

/** The sample manifests whose pods are given a slice; the others would be a shorter way through us. */
const SLICED = [
  '01-whisper',
  '02-diarizer',
  '03-embed-corpus',
  '04-nightly-eval',
  '05-notebook-ada',
  '06-ray-worker',
  '07-vllm-llama',
  '09-two-gpu-containers',
  '10-gpu-init-container',
  '11-over-quota',
];

/** Of the Jobs of a CronJob; fixed, so that every run asks the same. */
const MINUTE = 29_700_000;

export function reviews(count = COUNT): readonly Asked[] {
  const manifests = sampleManifests();
  return Array.from({ length: count }, (_, variant) => {
    const manifest = manifests[variant % manifests.length] ?? {};
    const [pod = {}] = expand(dressed(manifest, variant), {
      namespace: 'default',
      minute: MINUTE,
      most: 1,
    }).flatMap(({ pods }) => pods);
    const review = admissionReview({ pod: received(pod, variant), name: 'mutate', dryRun: false });
    const uid = text(member(review, 'request')['uid']) ?? '';
    return { uid, body: Buffer.from(JSON.stringify(review)) };
  });
}

export function sampleManifests(): readonly Raw[] {
  return readdirSync(sampleWorkloads)
    .filter((file) => SLICED.some((name) => file === `${name}.yaml`))
    .toSorted()
    .flatMap((file) => {
      const read = readManifests(file, readFileSync(join(sampleWorkloads, file), 'utf8'));
      if (!read.ok) throw new Error(read.faults.join('\n'));
      return read.objects;
    });
}
