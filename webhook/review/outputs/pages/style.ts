/** How the page of a review looks: narrow and wide, light and dark, on paper. */
import { LOOK } from '../../../report/page.ts';

const HEAD = `
body { overflow-wrap: anywhere; } table { overflow-wrap: break-word; }
.skip { position: absolute; left: -100vw; } .skip:focus { left: 1rem; top: .5rem; background: var(--page); padding: .25rem .5rem; z-index: 2; }
.top { display: flex; flex-wrap: wrap; gap: .5rem 1rem; justify-content: space-between; align-items: center; padding-top: 1rem; }
.brand { margin: 0; font-weight: 600; display: flex; gap: .5rem; align-items: center; } .brand svg { width: 1.25rem; height: 1.25rem; }
.brand .cut { fill: var(--slice); } .brand .rest { fill: var(--line); }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
.theme { display: inline-flex; border: 1px solid var(--line); border-radius: 2rem; padding: 2px; }
.theme label { border-radius: 2rem; color: var(--soft); cursor: pointer; font-size: .8rem; padding: .1rem .6rem; position: relative; }
.theme input { appearance: none; position: absolute; inset: 0; margin: 0; border-radius: 2rem; cursor: pointer; }
.theme label:has(:checked) { background: var(--panel); color: var(--text); box-shadow: inset 0 0 0 1px var(--line); }
:root:has(#light:checked) { color-scheme: light; } :root:has(#dark:checked) { color-scheme: dark; }
.verdict { border-left: .35rem solid var(--tone); padding: .25rem 0 .25rem 1rem; margin: 1.25rem 0; }
.verdict h1 { color: var(--tone); margin: 0; } .verdict p { margin: .15rem 0 0; font-size: 1.05rem; }
.exit-0 { --tone: var(--fine); } .exit-1 { --tone: var(--error); } .exit-2 { --tone: var(--warning); }
.tiles { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); margin: 0; }
.tiles > div { background: var(--panel); border: 1px solid var(--line); border-radius: .6rem; padding: .7rem .9rem; display: flex; flex-direction: column; }
.tiles dt { color: var(--soft); font-size: .85rem; } .tiles dd { margin: 0; order: -1; font-size: 1.6rem; line-height: 1.2; font-weight: 650; font-variant-numeric: tabular-nums; }
.tiles .some dd { color: var(--tone); }
.sums { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); margin: .75rem 0 0; padding: 0; list-style: none; }
.sums li { background: var(--panel); border: 1px solid var(--line); border-radius: .6rem; padding: .7rem .9rem; }
.sums b { white-space: nowrap; font-variant-numeric: tabular-nums; } .sums p { margin: 0 0 .4rem; display: flex; justify-content: space-between; gap: 1rem; }
`;

const FILTER = `
.filter { display: none; }
.scripted .filter { display: flex; flex-wrap: wrap; gap: .6rem 1.25rem; align-items: center; background: var(--page); border-bottom: 1px solid var(--line); padding: .75rem 0; margin-top: 1.5rem; position: sticky; top: 0; z-index: 1; }
.filter input[type=search], .filter select, button { background: var(--panel); border: 1px solid var(--line); border-radius: .4rem; color: inherit; font: inherit; padding: .25rem .6rem; }
.filter input[type=search] { width: min(20rem, 60vw); }
.filter .levels { display: flex; flex-wrap: wrap; gap: .25rem .9rem; } .filter legend { float: left; margin-right: .5rem; }
.filter label { white-space: nowrap; } .filter output { color: var(--soft); margin-left: auto; }
kbd { border: 1px solid var(--line); border-bottom-width: 2px; border-radius: .3rem; color: var(--soft); font: .75rem ui-monospace, monospace; padding: 0 .35rem; }
#all { display: none; } .scripted #all { display: inline-block; } button { cursor: pointer; } button:hover, .card > summary:hover { border-color: var(--soft); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[hidden] { display: none !important; }
@media (max-width: 40rem) { .scripted .filter { position: static; } .filter output { margin-left: 0; } }
`;

const THINGS = `
.findings { list-style: none; margin: 0; padding: 0; display: grid; gap: .6rem; }
.findings > li, .card { border: 1px solid var(--line); border-radius: .6rem; }
.findings > li { border-left: .25rem solid var(--tone); padding: .6rem .9rem; scroll-margin-top: 5rem; }
.findings p { margin: 0; } .findings .help { margin-top: .15rem; } .findings .meta { color: var(--soft); font-size: .9rem; margin-top: .3rem; }
.meta { display: flex; flex-wrap: wrap; gap: .1rem .9rem; align-items: baseline; }
.error { --tone: var(--error); } .warning { --tone: var(--warning); } .note { --tone: var(--note); } .fine { --tone: var(--fine); } .plain { --tone: var(--soft); }
.findings > .known { border-left-style: dotted; --tone: var(--soft); }
.before { margin-top: .6rem; } .before > summary { color: var(--soft); cursor: pointer; padding: .3rem 0; } .before > summary:hover { color: inherit; } .before[open] > summary { margin-bottom: .3rem; }
.chip { border: 1px solid var(--tone); border-radius: 2rem; color: var(--tone); display: inline-block; font-size: .8rem; font-weight: 600; line-height: 1.35; padding: .02rem .6rem; }
.tag { background: var(--panel); border-radius: .3rem; color: var(--soft); font-size: .8rem; padding: .05rem .4rem; }
:target { box-shadow: 0 0 0 2px var(--link); }
.card { margin-bottom: .6rem; scroll-margin-top: 5rem; }
.card > summary { align-items: center; border: 1px solid transparent; border-radius: .6rem; cursor: pointer; display: grid; gap: .25rem 1rem; grid-template-columns: 1rem minmax(0, 1fr) auto minmax(8rem, 12rem); list-style: none; padding: .6rem .9rem; }
.card > summary::-webkit-details-marker { display: none; }
.card > summary::before { border: solid var(--soft); border-width: 0 2px 2px 0; content: ''; height: .45rem; transform: rotate(-45deg); transition: transform .15s; width: .45rem; }
.card[open] > summary::before { transform: rotate(45deg); }
.card h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; } .card h4 { font-size: .95rem; margin: 0 0 .4rem; }
.chips { display: flex; flex-wrap: wrap; gap: .3rem; justify-content: flex-end; }
.gpus { font-size: .85rem; font-variant-numeric: tabular-nums; } .gpus svg, .sums svg, td svg { display: block; height: .7rem; width: 100%; margin-top: .15rem; }
.inside { border-top: 1px solid var(--line); padding: .8rem .9rem; } .inside > p { margin: 0 0 .5rem; }
.outcome { border-top: 1px dashed var(--line); margin-top: .8rem; padding-top: .8rem; } .inside > .outcome:first-child { border: 0; margin: 0; padding: 0; }
.slices { align-items: stretch; display: flex; flex-wrap: wrap; gap: .5rem; margin: .5rem 0; }
.slices > div { background: var(--panel); border: 1px solid var(--line); border-radius: .4rem; padding: .35rem .7rem; flex: 1 1 12rem; min-width: 0; } .slices > div.gets { border-color: var(--slice); }
.slices span { color: var(--soft); display: block; font-size: .8rem; } .slices b { align-self: center; color: var(--soft); } .slices > .same { flex: 0 1 auto; }
.facts { display: grid; gap: .1rem .75rem; grid-template-columns: max-content minmax(0, 1fr); margin: .6rem 0; font-size: .9rem; } .facts dt { color: var(--soft); } .facts dd { margin: 0; overflow-wrap: anywhere; }
.diff { background: var(--panel); border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0 0; overflow-x: auto; overflow-wrap: normal; padding: .5rem .75rem; }
.diff span { display: block; width: max-content; min-width: 100%; } .diff .in { color: var(--fine); } .diff .out { color: var(--error); } .diff .at { color: var(--soft); }
.whole { fill: var(--line); } .held { fill: var(--slice); } .over { fill: var(--error); } .before { fill: var(--soft); }
td, tbody th { overflow-wrap: break-word; } tbody th { font-weight: 600; min-width: 10rem; } td.amount { font-variant-numeric: tabular-nums; } td:has(svg) { min-width: 9rem; }
.matrix td { min-width: 8rem; } .matrix tbody th { position: sticky; left: 0; background: var(--page); }
footer { border-top: 1px solid var(--line); color: var(--soft); font-size: .9rem; margin-top: 3rem; overflow-wrap: anywhere; }
@media (max-width: 40rem) {
  .card > summary { grid-template-columns: 1rem minmax(0, 1fr); } .card > summary > .chips, .card > summary > .gpus { grid-column: 2; justify-content: flex-start; }
  .slices { flex-direction: column; } .slices > div { flex: none; } .slices b { transform: rotate(90deg); }
  .matrix tbody th { position: static; min-width: 9rem; } .tiles { grid-template-columns: repeat(auto-fit, minmax(6rem, 1fr)); }
}
@media (prefers-reduced-motion: reduce) { *, ::before, ::after { transition: none !important; scroll-behavior: auto !important; } }
@media print {
  :root, :root:has(#dark:checked) { color-scheme: light; } body { max-width: none; font-size: 11px; }
  .filter, .scripted .filter, .theme, .skip, .scripted #all { display: none; } .card, .findings > li { break-inside: avoid; }
  details::details-content { content-visibility: visible; height: auto; }
}
`;

export const STYLE = `${LOOK}${HEAD}${FILTER}${THINGS}`;
