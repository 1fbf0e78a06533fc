/** Whoever takes a day of evidence for as good as a week: the policy's headroom, and no room for what is to come. */
import { ours, type Sizing } from '../sized.ts';

export const HEADROOM_ALONE = 'baseline/headroom-alone';

const LONG_ENOUGH_H = 168;
const FLOOR_H = 24;

export const headroomAlone: Sizing = (pod, namespace, world) =>
  ours(pod, namespace, {
    ...world,
    profile: (...asked) => {
      const profile = world.profile(...asked);
      const known = profile !== 'unknown' && profile.hours >= FLOOR_H;
      return known ? { ...profile, hours: Math.max(profile.hours, LONG_ENOUGH_H) } : profile;
    },
  }).map((sized) => ({ ...sized, rule: HEADROOM_ALONE }));
