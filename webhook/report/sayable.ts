/** Text of anybody's as XML, JSON and YAML can all hold it: one line, no controls, no half of a character. */
import { oneLine } from '../core/text.ts';

export const sayable = (any: string, max = 4096): string =>
  oneLine(any, max).replaceAll(UNSAYABLE, '?');

/** XML has no way to write these, escaped or not; parsers of JSON differ about halves. */
const UNSAYABLE = /[\uFFFE\uFFFF]|\p{Surrogate}/gu;
