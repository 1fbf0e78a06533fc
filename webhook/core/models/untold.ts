/** What a container loads or is told that takes memory, and of which nobody says how much: then no figure is better than a wrong one. */
import type { Container } from '../pod.ts';
import { givenIn } from '../settings/said.ts';
import { words } from '../words/command-line.ts';

const ADAPTERS = /^--(?:enable[-_]lora|lora(?:[-_](?:adapters|modules|paths?|scaled))?)(?:=|$)/;
/** TGI's. */
const ADAPTER_VARIABLES = ['LORA_ADAPTERS'] as const;
const BLOCKS = /^--num[-_]gpu[-_]blocks[-_]override(?:=|$)/;

export function untoldMemory(container: Container): string | undefined {
  const run = words(container);
  const adapters =
    run.find((word) => ADAPTERS.test(word))?.split('=', 1)[0] ??
    givenIn(container, ADAPTER_VARIABLES);
  if (adapters !== undefined)
    return `${adapters} has adapters loaded beside it, of a size that is not told`;
  return run.some((word) => BLOCKS.test(word))
    ? '--num-gpu-blocks-override gives its cache in blocks, of a size that is not told'
    : undefined;
}
