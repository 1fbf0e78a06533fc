/** What is known of findings from before: of each that was there, whether it has become worse since. */
import type { Finding } from './report.ts';

/** By fingerprint, what is worse; none where nothing is, and no entry of what was not there. */
export type Recall = ReadonlyMap<string, readonly string[]>;

/** What any of them knows to be no worse is known, and what is worse in all of them is new. */
export const recalled = (findings: readonly Finding[], recalls: readonly Recall[]): Finding[] =>
  findings.map(({ known: _known, worse: _worse, ...finding }) => {
    const all = recalls.flatMap((one) => {
      const worse = one.get(finding.fingerprint);
      return worse === undefined ? [] : [worse];
    });
    const [first] = all;
    if (first === undefined) return finding;
    return all.some((worse) => worse.length === 0)
      ? { ...finding, known: true }
      : { ...finding, worse: first.join('; ') };
  });
