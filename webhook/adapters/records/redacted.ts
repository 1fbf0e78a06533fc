/**
 * A pod as it may be kept on a disk: what decides, without what people hide. No value of a variable
 * is kept, no annotation in which kubectl repeats a whole manifest, and of commands and annotations
 * not what looks like a secret. Whoever replays a record is told where that leaves too little.
 */
import type { Container, Pod } from '../../core/pod.ts';

export const HIDDEN = '[redacted]';

export function redacted(pod: Pod): Pod {
  const { metadata, spec } = pod;
  const lists = Object.fromEntries(
    (['containers', 'initContainers', 'ephemeralContainers'] as const).flatMap((list) => {
      const all = spec[list];
      return all === undefined ? [] : [[list, all.map(withoutSecrets)]];
    }),
  );
  return {
    metadata: {
      ...metadata,
      ...(metadata.annotations === undefined
        ? {}
        : { annotations: annotationsOf(metadata.annotations) }),
    },
    spec: { ...spec, ...lists },
  };
}

function withoutSecrets({ env, args, command, ...container }: Container): Container {
  return {
    ...container,
    ...(env === undefined ? {} : { env: env.map(withoutValue) }),
    ...(args === undefined ? {} : { args: words(args) }),
    ...(command === undefined ? {} : { command: words(command) }),
  };
}

/** That it comes from elsewhere is kept; from where is not. */
const withoutValue = ({ name, valueFrom }: NonNullable<Container['env']>[number]) => ({
  name,
  ...(valueFrom === undefined ? {} : { valueFrom: {} }),
});

const NAMES_SECRET = /(?:key|token|secret|passw|credential|auth|bearer)/i;
const FLAG_ALONE = /^--?[\w.-]+$/;

function words(all: readonly string[]): string[] {
  return all.map((word, i) => {
    const before = all[i - 1] ?? '';
    const isValue = FLAG_ALONE.test(before) && NAMES_SECRET.test(before) && !word.startsWith('-');
    return isValue ? HIDDEN : hiddenIn(word);
  });
}

/** `--api-key=x`, `TOKEN=x`, `password: x`, `https://user:x@host`, `Bearer x`, wherever they stand. */
const SAID =
  /([\w.-]{0,64}(?:key|token|secret|passw|credential|auth)[\w.-]{0,64}["']?\s{0,4}[=:]\s{0,4})("[^"]*"|'[^']*'|[^\s"';&|]+)/gi;
const FLAG =
  /(--?[\w.-]{0,64}(?:key|token|secret|passw|credential|auth)[\w.-]{0,64}\s{1,4})([^\s-][^\s"';&|]*)/gi;
const USER = /(:\/\/)[^/\s:@]{1,256}:[^/\s@]{1,1024}@/g;
const BEARER = /(bearer\s{1,4})[^\s"']+/gi;

const hiddenIn = (text: string): string =>
  text
    .replaceAll(BEARER, `$1${HIDDEN}`)
    .replaceAll(USER, `$1${HIDDEN}@`)
    .replaceAll(SAID, `$1${HIDDEN}`)
    .replaceAll(FLAG, `$1${HIDDEN}`);

const REPEATS = 'kubectl.kubernetes.io/last-applied-configuration';

const annotationsOf = (annotations: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(annotations)
      .filter(([key]) => key !== REPEATS)
      .map(([key, value]) => [key, NAMES_SECRET.test(key) ? HIDDEN : hiddenIn(value)]),
  );
