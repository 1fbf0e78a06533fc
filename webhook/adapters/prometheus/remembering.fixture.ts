/** A scripted server that remembers what one pod used on a card of its own, the same each minute. */
import { json, matrix, type Asked, type Script } from './scripted-server.fixture.ts';

const FIGURES: Readonly<Record<string, number>> = {
  DCGM_FI_DEV_FB_USED: 6000,
  DCGM_FI_PROF_SM_ACTIVE: 0.2,
};

export const POD = 'asr-7d9c5b6f4-x2k9p';

const LABELS = {
  exported_namespace: 'speech',
  exported_pod: POD,
  exported_container: 'server',
  UUID: 'GPU-1',
  modelName: 'NVIDIA H100 80GB HBM3',
  Hostname: 'gpu-1',
};

/** What it says beside an answer, or instead of what it has. */
export interface Mood {
  readonly figures?: Readonly<Record<string, number>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** Others of whom it remembers the same. */
  readonly also?: readonly Readonly<Record<string, string>>[];
  readonly beside?: (asked: Asked) => object;
  /** Seconds since the epoch from which on it remembers. */
  readonly since?: number;
}

export const remembering =
  (mood: Mood = {}): Script =>
  (response, asked) =>
    json(remembered(asked, mood))(response, asked);

/** What it says, for who stands between us to hand on. */
export function remembered(
  asked: Asked,
  { figures = FIGURES, labels = LABELS, also = [], beside = () => ({}), since = 0 }: Mood,
): object {
  const [, label] = /\/label\/(\w+)\/values/.exec(asked.url) ?? [];
  const answer =
    label === undefined
      ? range(asked.form, figures, [labels, ...also], since)
      : valuesOf(label, figures, also);
  return { ...answer, ...beside(asked) };
}

const valuesOf = (
  label: string,
  figures: Readonly<Record<string, number>>,
  also: Mood['also'] & {},
) => ({
  status: 'success',
  data:
    label === '__name__'
      ? Object.keys(figures)
      : label === 'exported_namespace'
        ? ['speech', ...also.flatMap((one) => one[label] ?? [])]
        : [],
});

function range(
  form: URLSearchParams,
  figures: Readonly<Record<string, number>>,
  all: readonly Readonly<Record<string, string>>[],
  since: number,
) {
  const query = form.get('query') ?? '';
  const name = Object.keys(figures).find((one) => query.includes(one)) ?? '';
  const isCount = query.startsWith('count');
  const values = pointsIn(form)
    .filter((at) => at >= since)
    .map((at) => [at, `${isCount ? 1 : figures[name]}`]);
  if (values.length === 0) return matrix();
  return matrix(
    ...all.map(({ exported_namespace: namespace = 'speech', ...labels }) => ({
      metric: { exported_namespace: namespace, ...(isCount ? {} : labels) },
      values,
    })),
  );
}

function pointsIn(form: URLSearchParams): number[] {
  const [start = 0, end = 0, step = 1] = ['start', 'end', 'step'].map((key) =>
    Number(form.get(key)),
  );
  const count = Math.floor((end - start) / step) + 1;
  return Array.from({ length: count }, (_, nth) => start + nth * step);
}
