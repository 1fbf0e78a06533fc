/**
 * What the core reads of a pod's words and values, looked up in the pod and again in what is kept of
 * it. Where the two differ nobody can decide the admission again, by whatever policies; that can be
 * told only now, while the pod is there.
 */
import { gpuAsks, gpuNames } from '../../core/asks.ts';
import type { Decision } from '../../core/decision.ts';
import { wantsVideo } from '../../core/fit/video.ts';
import { containerRevision } from '../../core/identity/revision.ts';
import { unseenModel } from '../../core/identity/memory-words.ts';
import { neverSlice } from '../../core/never-slice/all.ts';
import { acrossPods } from '../../core/never-slice/distributed.ts';
import { sizesOf } from '../../core/never-slice/sizes.ts';
import { spoken } from '../../core/never-slice/spoken.ts';
import { everyContainer, seats, type Container, type Pod, type Seat } from '../../core/pod.ts';
import { capabilities } from '../../core/products/driver.ts';
import { engineOf } from '../../core/settings/engine.ts';
import { runsVllm } from '../../core/settings/programs.ts';
import { bounded } from '../../core/settings/told.ts';
import { base, launcher, words } from '../../core/words/command-line.ts';
import { DEVICE_VARIABLES, mayPick } from '../../core/words/picked.ts';
import { isOption, isProgram } from './known-words.ts';

/** In a reader's words, what of the pod that decides is not kept. */
export function lacksOf(pod: Pod, kept: Pod, decision: Decision): readonly string[] {
  const [was, is] = [readOf(pod, decision), readOf(kept, decision)];
  return [...Object.keys(was).filter((what) => was[what] !== is[what]), ...forgedIn(decision)];
}

/** What it said in our name is not kept. */
const forgedIn = ({ rules }: Decision): string[] =>
  rules.some(({ id, outcome }) => id === 'guard/forged-decision' && outcome !== 'pass')
    ? ['the decision that it carried']
    : [];

function readOf(pod: Pod, { workload, classBy }: Decision): Readonly<Record<string, string>> {
  const asking = seats(pod).filter(({ container }) => gpuNames(container).length > 0);
  const asks = gpuAsks(pod);
  const sight = { pod, asks, workload, catalogue: { products: [], foreign: [] } };
  const found = {
    'what tells how much memory it takes': asking.map(memoryOf),
    'what its engine is told of the card': asking.map(settingsOf),
    'whether it may be sliced': neverSlice.map((rule) => rule.check(sight) !== undefined),
    'how many GPUs it is spread over': everyContainer(pod).map(spreadOf),
    'which devices it picks': everyContainer(pod).map(devicesOf),
    'whether it decodes video': wantsVideo({ seats: seats(pod), asked: '' }) !== undefined,
    'which programs it runs': everyContainer(pod).map((one) => [ranBy(one, classBy), known(one)]),
  };
  return Object.fromEntries(
    Object.entries(found).map(([what, read]) => [what, JSON.stringify(read)]),
  );
}

const memoryOf = ({ container }: Seat): unknown => [
  containerRevision(container),
  unseenModel(container),
];

/** Any part of a card shows whether it is told something, and whether what it is told is too much. */
const PARTS = [
  { share: 0.1, shareMiB: 8_000 },
  { share: 0.5, shareMiB: 40_000 },
];

function settingsOf({ container, pointer }: Seat): unknown {
  const engine = engineOf(container);
  if (engine === undefined) return 'none';
  const told = PARTS.map((part) => bounded({ container, pointer, engine, ...part }));
  return [
    engine.name,
    runsVllm(container),
    told.map((said) => ('rule' in said ? said.rule : said)),
  ];
}

const spreadOf = (container: Container): unknown => [
  sizesOf(container).map(({ what, value }) => [what, value]),
  acrossPods(container),
];

const devicesOf = ({ env = [] }: Container): unknown =>
  env.map((one) => [DEVICE_VARIABLES.includes(one.name) && mayPick(one), capabilities(one)]);

/** As classes were told by it. */
const ranBy = (container: Container, classBy: string): unknown =>
  launcher(words(container), [classBy.replace(/^command /, '')]);

/** Words that rules look for, as they hear them: in their order, without what is said by them. */
const known = (container: Container): readonly string[] =>
  spoken(container)
    .map((word) => (/^-|=/.test(word) ? (word.split('=')[0] ?? '') : base(word)))
    .filter((word) => isProgram(word) || isOption(word) || word.includes('no_activity_timeout'));
