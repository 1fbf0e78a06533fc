/** Colours of a terminal, or none: decided once by who prints, never looked up here. */
import picocolors from 'picocolors';

export type Colours = ReturnType<typeof picocolors.createColors>;

export const colours = (enabled: boolean): Colours =>
  // Its parameter has a default of its own, which would look at the environment.
  enabled ? picocolors.createColors(true) : picocolors.createColors(false);
