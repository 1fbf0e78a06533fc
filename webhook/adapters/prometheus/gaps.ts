/**
 * Warnings beside an answer, and whether they tell that something is missing from it. Whatever speaks like
 * Prometheus for several stores (Thanos, Cortex, remote reads) answers with what it got and warns, each in
 * words of its own; Prometheus itself warns of the question, in words that begin alike. So all others count.
 */

/** Annotations of PromQL: of how it was asked, and all that was asked for is there. */
const OF_THE_QUESTION = /^PromQL (info|warning): /;

/** Thanos': of that time and those labels no store has anything, be it older than they all keep. */
const OF_NOBODY = 'No StoreAPIs matched for this query';

export const tellsOfGap = (warning: string): boolean =>
  !OF_THE_QUESTION.test(warning) && !tellsOfNobody(warning);

export const tellsOfNobody = (warning: string): boolean => warning === OF_NOBODY;

/** VictoriaMetrics' way, in a field of its own, put into words. */
export const IN_PART = 'a part of what it has was out of its reach (isPartial)';

/**
 * Rather no answer than a part of one: Thanos' word and VictoriaMetrics'. Prometheus looks at no field that
 * it does not know, and neither do Mimir and Cortex.
 */
export const ALL_OR_NOTHING: Readonly<Record<string, string>> = {
  partial_response: 'false',
  deny_partial_response: '1',
};
