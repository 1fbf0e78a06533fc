/** Every kind there is a promise about. */
import { builtIn } from './built-in.fixture.ts';
import { gangs } from './gangs.fixture.ts';
import type { Story } from './kinds.fixture.ts';
import { byKServe } from './kserve.fixture.ts';
import { byRay } from './ray.fixture.ts';
import { runs } from './runs.fixture.ts';
import { serving } from './serving.fixture.ts';
import { training } from './training.fixture.ts';

export const stories: readonly Story[] = [
  ...builtIn,
  ...training,
  ...gangs,
  ...byRay,
  ...serving,
  ...byKServe,
  ...runs,
];
