import { MEMORY, ofPod, outOfBounds, setting, written } from './beside-gpus.ts';
import { needMiB, tooTight } from './host-memory.ts';
import { heldTo } from './rule.ts';

const isUnsaid = (all: readonly unknown[]): boolean => all.every((one) => one === undefined);

/** Weights come in pieces, beside the process that unpacks them. */
const FACTOR = 1.3;

export const memory = heldTo({
  id: 'guard/memory',
  about:
    'Weights reach a GPU through the memory of its host: a pod with less is killed while it loads, and is taken for one whose GPU is too small.',
  parameters: {
    leastMemory: {
      kind: 'memory',
      about: 'The least host memory a pod must request beside a GPU.',
    },
    mostMemory: { kind: 'memory', about: 'The most host memory a pod may request beside a GPU.' },
    setMemory: {
      kind: 'memory',
      about: written(
        'The request of host memory, or 1.3 times the weights of its profile where these are more,',
      ),
    },
    weightsFactor: {
      kind: 'amount',
      about:
        'How many times the weights of its profile a container must have as host memory; 1.3 where it is not written.',
      least: 1,
    },
    ofPod,
  },
  bounds: { least: 'leastMemory', most: 'mostMemory' },
  sets: {
    ...setting(MEMORY, 'setMemory', 'mostMemory'),
    need: (container, question, { weightsFactor }) =>
      needMiB(container, question, typeof weightsFactor === 'number' ? weightsFactor : FACTOR),
  },
  notInCel:
    'what a container loads stands in its profile, and requests have to be added up as the scheduler does',

  check(scene, given) {
    const { leastMemory: least, mostMemory: most, weightsFactor, ofPod: whole } = given;
    // Whoever has memory written where there is none has asked for nothing of what is there.
    if (given.setMemory !== undefined && isUnsaid([least, most, weightsFactor])) return undefined;
    return (
      outOfBounds(scene, MEMORY, { least, most, ofPod: whole }) ??
      tooTight(scene, weightsFactor ?? FACTOR)
    );
  },
});
