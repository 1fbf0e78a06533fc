/** Which series of a Prometheus are ours, in PromQL's words. */

/** One, of a label and not of the name, with its value in double quotes; so nothing can follow it. */
export const isMatcher = (matcher: string): boolean =>
  /^(?!__name__\b)[a-zA-Z_]\w*\s*(=|!=|=~|!~)\s*"([^"\\\p{Cc}]|\\[^\p{Cc}])*"$/u.test(matcher);
