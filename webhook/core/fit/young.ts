/**
 * One workload in twenty first takes nearly its most after 16.5 hours of use, and few after two days;
 * who has been seen for a day may yet take half as much again (the back-test's proof draws them).
 */
const YOUNG_HOURS = 72;

/** A factor on top of headroom. A policy that is content with less than a day knows that it is. */
export const roomWhileYoung = (hours: number): number =>
  hours < YOUNG_HOURS ? 1 + 0.5 / Math.max(1, hours / 24) : 1;
