/** GPUs as pictures. All lengths are attributes, for the page lets no style of its own into an element. */
import { gpus } from '../../../core/text.ts';
import { html, type Markup, where } from '../../../report/page.ts';

/** So many cards can still be told apart. */
const CARDS = 12;
const WIDE = 240;
const HIGH = 12;
const GAP = 3;

/** A box for each card that was asked for, filled as far as is needed. */
export function cards(asked: number, needed: number): Markup {
  const most = Math.max(asked, needed);
  const boxes = Math.min(CARDS, Math.max(1, Math.round(most / 1000)));
  const count = boxes === CARDS ? 1 : boxes;
  const wide = (WIDE - GAP * (count - 1)) / count;
  const part = most === 0 ? 0 : needed / most;
  const drawn = Array.from({ length: count }, (_, nth) => box(nth * (wide + GAP), wide, part));
  return html`<svg
    viewBox="0 0 ${WIDE} ${HIGH}"
    preserveAspectRatio="none"
    role="img"
    aria-label="${gpus(needed)} of ${gpus(asked)} GPUs"
  >
    ${drawn}
  </svg>`;
}

const box = (x: number, wide: number, part: number): Markup =>
  html`<rect
      class="whole"
      x="${fixed(x)}"
      y="0"
      width="${fixed(wide)}"
      height="${HIGH}"
      rx="2"
    />${where(
      part > 0,
      // What is held at all shows.
      () =>
        html`<rect
          class="held"
          x="${fixed(x)}"
          y="0"
          width="${fixed(Math.max(1.5, wide * part))}"
          height="${HIGH}"
          rx="2"
        />`,
    )}`;

export interface Filled {
  readonly limit: number;
  readonly used: number;
  readonly after: number;
}

/** What is held already, what comes on top, and the limit. */
export function quotaBar({ limit, used, after }: Filled): Markup {
  const scale = WIDE / Math.max(limit, after, 1);
  return html`<svg
    viewBox="0 0 ${WIDE} ${HIGH}"
    preserveAspectRatio="none"
    role="img"
    aria-label="${gpus(after)} of ${gpus(limit)} GPUs of the quota"
  >
    <rect class="whole" x="0" y="0" width="${fixed(limit * scale)}" height="${HIGH}" rx="2" />
    <rect
      class="${after > limit ? 'over' : 'held'}"
      x="0"
      y="0"
      width="${fixed(after * scale)}"
      height="${HIGH}"
      rx="2"
    />
    <rect
      class="before"
      x="0"
      y="0"
      width="${fixed(Math.min(used, after) * scale)}"
      height="${HIGH}"
      rx="2"
    />
  </svg>`;
}

const fixed = (length: number): string => String(Number(length.toFixed(2)));
