/** An estimate for people: what would be taken, on what grounds, and of what it consists. */
import type { Estimate } from './estimate.ts';

/** `llama-2-13b in int8 would take about 18726 MiB`, and how far that is to be trusted. */
export function told({ model, precision, source, parts, totalMiB }: Estimate): string {
  const each = parts > 1 ? ` on each of ${parts} GPUs` : '';
  const grounds = source === 'registry' ? '' : ', by the size in its name alone';
  return `${model} in ${precision} would take about ${totalMiB} MiB${each}${grounds}`;
}

/** Only what there is. */
export function termsTold({ terms, cache }: Estimate): string {
  const { weightsMiB, cacheMiB, activationsMiB, graphsMiB, contextMiB } = terms;
  const kib = Math.round((cache.bytesPerToken / 1024) * 10) / 10;
  const tokens = cache.tokens > 0 ? `${cache.tokens} tokens of ${kib} KiB` : 'as its owner says';
  return [
    `weights ${weightsMiB}`,
    ...(cacheMiB > 0 ? [`cache ${cacheMiB} (${tokens})`] : []),
    `activations ${activationsMiB}`,
    ...(graphsMiB > 0 ? [`graphs ${graphsMiB}`] : []),
    `context ${contextMiB}`,
  ].join(' + ');
}
