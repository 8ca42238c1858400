import { GRID, INK, MUTED, PAPER, SHADES, VARIANT_COLOURS, WEIGHT_SHADES } from './palette.ts';
import type { Shade } from './palette.ts';

type Mode = keyof Shade;

/** The page's whole style sheet: light, dark by the reader's setting, and print. */
export function styleSheet(): string {
  return `:root {
  color-scheme: light dark;
  ${variables('light')}
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    ${variables('dark')}
  }
${darkCharts()}
}
${RULES}`;
}

function variables(mode: Mode): string {
  const named: [string, string][] = [
    ['ink', INK[mode]],
    ['muted', MUTED[mode]],
    ['line', GRID[mode]],
    ['paper', PAPER[mode]],
    ['page', { light: '#f5f6f8', dark: '#0f1318' }[mode]],
    ['sunken', { light: '#f5f6f8', dark: '#10151b' }[mode]],
    ['neutral', { light: '#0068a8', dark: '#62bdf0' }[mode]],
    ['waiting', { light: '#8a6a00', dark: '#e8c547' }[mode]],
    ['good', { light: '#1a7a3c', dark: '#7ed39a' }[mode]],
    ['bad', { light: '#b3261e', dark: '#f39a9a' }[mode]],
    ...Object.entries(WEIGHT_SHADES).map(([sign, shade]): [string, string] => [
      `weight-${sign}`,
      `rgb(${shade.join(' ')})`,
    ]),
    ...VARIANT_COLOURS.map((shade, i): [string, string] => [`variant-${i}`, shade[mode]]),
  ];
  return named.map(([name, value]) => `--${name}: ${value};`).join(' ');
}

/** The charts' colours stand in the SVG as attributes, which any CSS rule outranks. */
function darkCharts(): string {
  return SHADES.flatMap(({ light, dark }) => [
    `  .chart [fill="${light}"] { fill: ${dark}; }`,
    `  .chart [stroke="${light}"] { stroke: ${dark}; }`,
  ]).join('\n');
}

const RULES = `* { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--page);
  color: var(--ink);
  font: 16px/1.55 Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  font-variant-numeric: tabular-nums lining-nums;
  -webkit-text-size-adjust: 100%;
}
main { max-width: 1200px; margin: 0 auto; padding: 48px 32px 80px; }
header { margin-bottom: 28px; }
.kicker { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; margin: 0 0 10px; color: var(--muted); font-size: 14px; }
.kicker b { color: var(--ink); font-weight: 600; overflow-wrap: anywhere; }
.badge { border: 1px solid currentColor; border-radius: 999px; padding: 0 10px; font-size: 13px; font-weight: 600; line-height: 22px; }
.neutral { --tone: var(--neutral); }
.waiting { --tone: var(--waiting); }
.good { --tone: var(--good); }
.bad { --tone: var(--bad); }
.badge { color: var(--tone); }
h1 { margin: 0; max-width: 26em; font-size: clamp(26px, 3.4vw, 38px); line-height: 1.2; font-weight: 650; letter-spacing: -0.018em; text-wrap: balance; overflow-wrap: anywhere; }
h2 { margin: 0 0 16px; font-size: 20px; line-height: 1.3; font-weight: 650; letter-spacing: -0.008em; }
p, ul { max-width: 76ch; margin: 0 0 14px; overflow-wrap: anywhere; }
ul { padding-left: 20px; }
li { margin-bottom: 8px; }
section { margin-top: 20px; padding: 26px 28px; background: var(--paper); border: 1px solid var(--line); border-radius: 10px; }
section > :last-child, .notice > :last-child { margin-bottom: 0; }
strong { font-weight: 650; }
.notice { margin: 0 0 12px; padding: 14px 18px; background: var(--paper); border: 1px solid var(--line); border-left: 4px solid var(--tone); border-radius: 8px; font-size: 17px; }
.notice p { max-width: 82ch; margin: 0; }
.notice strong { color: var(--tone); }
.verdict + .cards { margin-top: 20px; }
.verdict { margin: 0 0 12px; padding: 14px 20px 16px; background: var(--paper); border: 1px solid var(--line); border-left: 6px solid var(--tone); border-radius: 8px; }
.verdict .word { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 10px; margin: 0; color: var(--tone); font-size: 15px; font-weight: 650; }
.verdict h2 { margin: 2px 0 4px; font-size: 21px; overflow-wrap: anywhere; }
.verdict .numbers { margin: 0; color: var(--muted); }
h3 { margin: 28px 0 8px; font-size: 17px; line-height: 1.3; font-weight: 650; overflow-wrap: anywhere; }
h2 + h3 { margin-top: 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 250px), 1fr)); gap: 16px; margin-bottom: 24px; }
/* Four in two rows of two: three and one would leave a hole. */
.cards:has(> :nth-child(4):last-child) { grid-template-columns: repeat(auto-fit, minmax(min(100%, max(250px, 34%)), 1fr)); }
.card { background: var(--paper); padding: 16px 20px 14px; border: 1px solid var(--line); border-top: 4px solid var(--variant, var(--muted)); border-radius: 8px; }
.card:only-child { max-width: 560px; }
.card h3 { margin: 0; font-size: 16px; font-weight: 650; color: var(--variant, var(--ink)); overflow-wrap: anywhere; }
.figure { margin: 6px 0 0; font-size: 38px; line-height: 1.15; font-weight: 650; letter-spacing: -0.02em; }
.figure + p { margin: 0 0 10px; color: var(--muted); font-size: 14px; }
.card dl { margin: 0; font-size: 14px; }
.card dl div { display: flex; justify-content: space-between; gap: 16px; padding: 5px 0; border-top: 1px solid var(--line); }
.card dt { color: var(--muted); }
.card dd { margin: 0; text-align: right; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 28px 24px; margin: 0 0 16px; }
.chart { position: relative; margin: 0; min-width: 0; }
.chart svg { display: block; width: 100%; max-width: 620px; height: auto; }
.chart .seeds { position: absolute; inset: 0 auto auto 0; pointer-events: none; font-size: 12px; }
.seeds path { fill: none; stroke-width: 3; stroke-linejoin: round; stroke-linecap: round; }
.seeds .dashed { stroke-width: 2.5; stroke-dasharray: 5 4; }
.seeds .hit { stroke: transparent; stroke-width: 10; pointer-events: stroke; }
.seeds g { outline: none; }
.seeds g > :not(.hit) { visibility: hidden; }
.seeds g:hover > *, .seeds g:focus > * { visibility: visible; }
.chart:has(.seeds g:hover, .seeds g:focus) .mark-line, .chart:has(.seeds g:hover, .seeds g:focus) .mark-symbol { opacity: 0.35; }
.scroll { overflow-x: auto; margin: 0 0 16px; }
table { width: 100%; border-collapse: collapse; font-size: 15px; line-height: 1.4; }
th, td { padding: 8px 0 8px 20px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: baseline; white-space: nowrap; }
th:first-child, td:first-child { padding-left: 0; }
th { color: var(--muted); font-size: 13px; font-weight: 500; vertical-align: bottom; }
th.right, td.right { text-align: right; }
td:first-child { min-width: 6.5em; max-width: 22em; white-space: normal; overflow-wrap: break-word; }
td.right:first-child { min-width: 0; }
.matrix { width: auto; font-size: 14px; }
.matrix caption { padding-bottom: 6px; text-align: left; font-weight: 600; }
.matrix th, .matrix td { min-width: 3.5em; padding: 6px 10px; border: 1px solid var(--line); text-align: right; }
.matrix th[scope='row'] { color: var(--ink); text-align: left; }
.matrix tbody td { background: color-mix(in srgb, var(--neutral) calc(var(--shade) * 0.45), transparent); print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.matrix .hit { font-weight: 650; }
.key { display: inline-block; width: 10px; height: 10px; margin-right: 9px; border-radius: 3px; background: var(--variant); }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, max(var(--widest), 116px)), 1fr)); gap: 20px 16px; margin: 0 0 16px; }
.picture { margin: 0; min-width: 0; font-size: 13px; line-height: 1.4; overflow-wrap: anywhere; }
.picture img { display: block; max-width: 100%; height: auto; margin-bottom: 6px; image-rendering: pixelated; }
.picture:not(:has(.scale)) img { outline: 1px solid var(--line); }
.picture figcaption > * { display: block; }
.picture .key { width: 8px; height: 8px; margin-right: 6px; border-radius: 2px; }
.picture .scale { display: flex; align-items: center; gap: 6px; }
.picture .signed { background: linear-gradient(90deg, var(--weight-negative), transparent, var(--weight-positive)); }
.picture .grey { background: linear-gradient(90deg, #000, #fff); }
.picture .scale i { flex: 0 1 120px; height: 8px; border: 1px solid var(--line); print-color-adjust: exact; -webkit-print-color-adjust: exact; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace; font-size: 0.875em; }
td code { font-size: 12.5px; }
pre { max-width: 100%; margin: 0 0 16px; padding: 14px 16px; overflow-x: auto; background: var(--sunken); border: 1px solid var(--line); border-radius: 8px; line-height: 1.5; }
pre.command { white-space: pre-wrap; overflow-wrap: anywhere; }
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 6px 24px; margin: 0 0 16px; font-size: 15px; }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
details { margin: 0 0 14px; }
summary { cursor: pointer; font-weight: 500; padding: 4px 0; }
details > :nth-child(2) { margin-top: 10px; }
@media (max-width: 640px) {
  main { padding: 24px 12px 48px; }
  header { padding: 0 4px; }
  section { padding: 20px 16px; margin-top: 12px; }
  .chart { margin: 0 -10px; }
  .pictures { grid-template-columns: repeat(auto-fill, minmax(min(100%, max(var(--widest), 96px)), 1fr)); gap: 16px 12px; }
  .facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .facts dd { margin-bottom: 10px; }
  .notice { font-size: 16px; }
}
@media print {
  body { background: none; font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  .notice { border-color: #d5d9df; border-left-color: var(--tone); }
  .key { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .chart .seeds { display: none; }
  section { padding: 0; border: 0; margin-top: 22pt; }
  .cards, .chart, .picture, table, .notice, .facts { break-inside: avoid; }
  .charts { grid-template-columns: 1fr 1fr; }
  .scroll, pre { overflow: visible; }
  th, td { padding-left: 10px; }
  table { font-size: 9pt; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  td code { overflow-wrap: anywhere; white-space: normal; }
  h2, h3 { break-after: avoid; }
}
`;
