/** Every owner chain there is a promise about. */
import { bare } from './bare.ts';
import { builtIn } from './built-in.ts';
import type { Chain } from './chain.ts';
import { runs } from './runs.ts';
import { serving } from './serving.ts';

export const chains: readonly Chain[] = [...builtIn, ...serving, ...runs, ...bare];
