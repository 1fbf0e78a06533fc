/** A page of HTML in which nobody's text is anything but text, and how all pages of ours look. */
import { oneLine } from '../core/text.ts';

/** Made by `html` alone, so that a text is never taken for it. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Piece = string | number | Markup | readonly Markup[];

/** Texts are escaped; what is markup already stays. How the template is laid out costs no bytes. */
export const html = (literals: TemplateStringsArray, ...pieces: readonly Piece[]): Markup =>
  new Markup(
    literals
      .map((literal, nth) => `${narrow(literal)}${nth in pieces ? writing(pieces[nth]) : ''}`)
      .join(''),
  );

const narrow = (literal: string): string => literal.replaceAll(/\s*\n\s*/g, '\n');

function writing(piece: Piece | undefined): string {
  if (piece === undefined) return '';
  if (piece instanceof Markup) return piece.text;
  return typeof piece === 'object' ? piece.map(({ text }) => text).join('') : inHtml(String(piece));
}

export const nothing = html``;

/** Only where it is so. */
export const where = (is: boolean, piece: () => Markup): Markup => (is ? piece() : nothing);

const LONGEST = 2000;

const SIGNS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const inHtml = (text: string): string =>
  oneLine(text, LONGEST).replaceAll(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);

/** Both lots of colours keep text legible (4.5 to 1) on `--page` and `--panel`. */
export const LOOK = `
:root {
  color-scheme: light dark;
  --page: light-dark(#ffffff, #0d1117); --panel: light-dark(#f6f8fa, #151b23);
  --text: light-dark(#1f2328, #e6edf3); --soft: light-dark(#59636e, #9198a1);
  --line: light-dark(#d0d7de, #3d444d); --link: light-dark(#0757b8, #79b8ff);
  --error: light-dark(#b42318, #ff8a80); --warning: light-dark(#855300, #e3b341);
  --note: light-dark(#0757b8, #79b8ff); --fine: light-dark(#176b31, #56d364);
  --slice: light-dark(#0f766e, #2dd4bf);
}
* { box-sizing: border-box; }
body { background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 80rem; padding: 0 1rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 1rem 0 .25rem; } h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; }
a { color: var(--link); text-underline-offset: .15em; }
code, pre { font: .875em/1.5 ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .4rem .75rem .4rem 0; text-align: left; vertical-align: top; }
thead th { color: var(--soft); font-weight: 600; white-space: nowrap; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
`;
