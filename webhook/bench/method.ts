/** How it was measured, in a few lines that go with the numbers. */
import { CLIENTS, type CreatesFound } from './creates.ts';
import type { DecideFound } from './decide.ts';
import type { Found } from './found.ts';
import { SMALL_HEAP, type ReviewFound } from './review.ts';
import { figure } from './table.ts';
import { FLAT_OUT_CONNECTIONS, RATE, RATE_CONNECTIONS, type HttpsFound } from './https.ts';

export function methodOf(found: Found): string {
  const { decide, https, creates, review } = found;
  const lines = [
    ...('skipped' in https ? [] : overHttps(found, https)),
    ...('skipped' in creates ? [] : [throughApiServer(found, creates)]),
    ...('skipped' in decide ? [] : [largeOne(found, decide)]),
    ...('skipped' in review ? [] : [repository(review)]),
    'Goals are ratios, because absolute numbers move with whatever else the machine does, and a ratio is taken within a round. `npx node webhook/bench/profile.ts` shows where our time goes.',
  ];
  return lines.map((line, at) => `${at + 1}. ${line}`).join('\n');
}

function overHttps(
  { machine: { cores }, rounds, seconds }: Found,
  { patchBytes, patchOperations }: HttpsFound,
): readonly string[] {
  const pinned =
    cores === 'fewer'
      ? 'not pinned to cores'
      : `servers on core ${cores.server}, load generator on core ${cores.generator}`;
  return [
    `Three servers, processes of the same Node behind the same certificate: TLS 1.3, HTTP/1.1, kept alive, loopback, ${pinned}. \`bare\` is node:https that gathers the body, parses it and answers with a constant patch (our median one: ${patchOperations} operations, ${patchBytes} bytes); \`express\` is express 5 with express.json and allows everything; ours is the bundle on its embedded default, its log going to /dev/null.`,
    '256 different pods of ten sample workloads, 8 KB a review, as an API server posts them (managed fields, sidecar, probes, token volume). They come again every 256 reviews, as replicas of the same templates do, and what was decided of a pod is remembered for those like it; of pods never seen before there are 4,096, more than are remembered. Every answer of ours must hold a patch that rewrites; any other ends the run.',
    `${rounds} rounds of ${seconds} s, the servers in a new order each: flat out on ${FLAT_OUT_CONNECTIONS} connections, then ${RATE} reviews a second on ${RATE_CONNECTIONS}, latency counted from when a review was due. CPU is that of the whole process by the scheduler's clock.`,
  ];
}

const largeOne = ({ rounds }: Found, { asked, sliced }: DecideFound): string =>
  `Deciding alone, in one process without a server: nodes of the sample's kinds, a profile for each workload, ${figure(asked)} pods a round and ${rounds} rounds, each pod of a workload of its own and without constraints on nodes; ${figure(100 * sliced)} % of them get a slice. The figure of a round is the median of its pods; ten rounds before, with other pods, are not counted.`;

const repository = ({ manifests, fewer, MiB, sides }: ReviewFound): string =>
  `A review: \`tranche review -o json\` of the bundle in the embedded sample, ${figure(manifests)} manifests of ten sample workloads under names of their own (${figure(MiB)} MiB of YAML in files of twenty), the same of ${figure(fewer)}, both once more in a heap that holds ${SMALL_HEAP} MiB (\`--max-old-space-size\`), and a program that parses those files with the same library and does nothing else; ${sides.review.length} rounds, each a process from its start to its end, in a new order each.`;

const throughApiServer = ({ rounds, seconds }: Found, { version }: CreatesFound): string =>
  `Creates: Kubernetes ${version} on the same cores, ${CLIENTS} clients with kept connections, ${rounds} rounds of ${2 * seconds} s, pods of 5 KB with a gate that keeps the scheduler out of it. Ours is the chart, enforcing, with profile, quota and Events; allow-all is the bare server without its patch under the same rules and conditions; the same patch comes from the bare server too, because an API server works more for whatever webhook changes a pod: it applies the patch, reads the pod anew and goes through its admission chain again. The pod's namespace says which is called. Our process watches all pods, so it is stopped while another is measured; pods are deleted in between.`;
