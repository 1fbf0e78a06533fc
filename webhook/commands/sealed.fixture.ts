/** The World of a story as a snapshot has it: `documents: y` in its header becomes the hash of what follows it. */
import { hashBelow } from '../adapters/snapshot/as-written.ts';

export const sealed = (world: string): string =>
  world.replace('documents: y }', `documents: ${hashBelow(world)} }`);
