import { spoken } from '../never-slice/spoken.ts';
import type { Container, Pod } from '../pod.ts';
import type { Profile } from '../profile.ts';
import { gpuContainers } from './gpu-containers.ts';
import { heldTo, type Scene } from './rule.ts';

/** A day has a night in it. */
const HOURS = 24;

export const idleNotebook = heldTo({
  id: 'guard/idle-notebook',
  about:
    'A notebook holds its GPU for as long as its tab is open somewhere, and most of that time nobody computes.',
  parameters: {
    smBelow: {
      kind: 'amount',
      about:
        'A notebook whose profile has a lower smP95 (0 to 1 of a whole GPU) counts as idle, such as 0.05.',
      least: 0,
      most: 1,
    },
    hours: {
      kind: 'amount',
      about: 'Hours that a profile must have seen before it shows idleness; not written: 24.',
      least: 0,
    },
    culledBy: {
      kind: 'keys',
      about:
        'Labels and annotations of pods that something stops when they are idle; a notebook must have one of them, or a shutdown_no_activity_timeout of Jupyter’s.',
    },
  },
  oneOf: ['smBelow', 'culledBy'],
  notInCel: 'how much a notebook has used stands in its profile',

  check(scene, { smBelow = 0, hours = HOURS, culledBy }) {
    if (scene.question.classified.class !== 'notebook') return undefined;
    if (gpuContainers(scene).length === 0) return undefined;
    return idle(scene, smBelow, hours) ?? endless(scene.pod, culledBy);
  },
});

function idle({ question }: Scene, smBelow: number, hours: number): string | undefined {
  for (const [name, profile] of question.profiles) {
    const busy = profile === 'unknown' ? undefined : profile.smP95;
    // What was never measured is unknown, and not idle.
    if (profile === 'unknown' || busy === undefined || busy >= smBelow || profile.hours < hours)
      continue;
    return `container ${name} computes next to nothing: ${evidenceOf(profile, busy)}, and less than ${percent(smBelow)} counts as idle here; give it a slice or no GPU, or stop it when nobody works with it`;
  }
  return undefined;
}

const evidenceOf = ({ hours, samples, measuredOn }: Profile, busy: number): string =>
  `in ${hours} h on ${measuredOn} 95 of 100 of ${samples} samples had at most ${percent(busy)} of the SMs busy (smP95 ${busy})`;

/** To a tenth; a figure of two digits has more behind the point than anybody means. */
const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

function endless(pod: Pod, culledBy: readonly string[] | undefined): string | undefined {
  if (culledBy === undefined) return undefined;
  const { labels = {}, annotations = {} } = pod.metadata;
  if (culledBy.some((key) => [labels, annotations].some((keys) => Object.hasOwn(keys, key))))
    return undefined;
  if (pod.spec.containers.some(endsByItself)) return undefined;
  return (
    `nothing shows that this notebook is stopped when nobody uses it: it has no label or annotation ${culledBy.join(', ')}, and no ${TIMEOUT}; ` +
    `start Jupyter with --ServerApp.${TIMEOUT}=3600, or run it where idle ones are culled`
  );
}

const TIMEOUT = 'shutdown_no_activity_timeout';

/** Of the server. Where kernels alone are culled the pod keeps its GPU; and 0 is never. */
function endsByItself(container: Container): boolean {
  const words = spoken(container);
  return words.some((word, i) => {
    const [option = '', value = words[i + 1]] = word.split('=', 2);
    return option.startsWith('--') && option.endsWith(`.${TIMEOUT}`) && Number(value) > 0;
  });
}
