import { CHART_SIZE, lettersIn } from './chart-frame.ts';
import type {
  Block,
  Captioned,
  Card,
  Column,
  Inline,
  ReportDocument,
  Row,
  Section,
  SeedLine,
  Text,
} from './document.ts';
import type { ChartName } from './measured.ts';
import { INK, PAPER } from './palette.ts';
import { styleSheet } from './style.ts';

type Chart = Extract<Block, { type: 'charts' }>['charts'][number];

type Pictures = Readonly<Partial<Record<ChartName, { readonly svg: string }>>>;

// Nothing may be fetched and no script run, whatever a study is called.
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** The report as one page that needs nothing else: style and pictures inside, no script. */
export function renderHtml(content: ReportDocument, charts: Pictures): string {
  const { status } = content;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(content.title)}</title>
<link rel="icon" href="data:,">
<style>
${styleSheet()}</style>
</head>
<body>
<main>
<header>
<p class="kicker"><span>Study <b>${escapeHtml(content.study)}</b></span><span class="badge ${status.tone}">${escapeHtml(status.word)}</span><span>${escapeHtml(content.outline)}</span></p>
<h1>${escapeHtml(content.title)}</h1>
</header>
${content.lead.map((block) => renderBlock(block, charts)).join('\n')}
${content.sections.map((section) => renderSection(section, charts)).join('\n')}
${TIMING_MARK}
</main>
</body>
</html>
`;
}

/** Where what a run took stands once it is added. Text of a study can't hold it: its `<` is escaped. */
const TIMING_MARK = '<!-- timing -->';

/** The page with one more section at its end. */
export function addSection(html: string, section: Section): string {
  return html.replace(TIMING_MARK, () => renderSection(section, {}));
}

/** Text that stays text wherever in HTML it is put, attribute values included. */
function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function renderSection({ title, blocks }: Section, charts: Pictures): string {
  return `<section>
<h2>${escapeHtml(title)}</h2>
${blocks.map((block) => renderBlock(block, charts)).join('\n')}
</section>`;
}

function renderBlock(block: Block, charts: Pictures): string {
  switch (block.type) {
    case 'paragraph':
      return `<p>${inline(block.text)}</p>`;
    case 'heading':
      return `<h3>${escapeHtml(block.text)}</h3>`;
    case 'verdict':
      return renderVerdict(block);
    case 'notice':
      return `<div class="notice ${block.tone}"><p><strong>${escapeHtml(block.title)}</strong> ${inline(block.text)}</p></div>`;
    case 'command':
      return `<pre class="command"><code>${escapeHtml(block.command)}</code></pre>`;
    case 'list':
      return `<ul>\n${block.items.map((item) => `<li>${inline(item)}</li>`).join('\n')}\n</ul>`;
    case 'table':
      return renderTable(block.columns, block.rows);
    case 'cards':
      return `<div class="cards">\n${block.cards.map((card) => renderCard(card)).join('\n')}\n</div>`;
    case 'charts':
      return `<div class="charts">\n${block.charts
        .map((chart) => renderChart(charts[chart.name]!.svg, chart))
        .join('\n')}\n</div>`;
    case 'matrix':
      return renderMatrix(block);
    case 'pictures':
      return `<div class="pictures" style="--widest: ${widest(block.pictures)}px">\n${block.pictures.map((each) => renderPicture(each)).join('\n')}\n</div>`;
    case 'facts':
      return `<dl class="facts">\n${block.facts
        .map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${inline(value)}</dd>`)
        .join('\n')}\n</dl>`;
    case 'source':
      return `<pre><code>${escapeHtml(block.source)}</code></pre>`;
    case 'fold':
      return `<details><summary>${escapeHtml(block.summary)}</summary>\n${block.blocks
        .map((each) => renderBlock(each, charts))
        .join('\n')}\n</details>`;
  }
}

function renderVerdict({
  tone,
  word,
  claim,
  numbers,
  marks,
}: Extract<Block, { type: 'verdict' }>): string {
  const badges = marks.map((mark) => `<span class="badge waiting">${escapeHtml(mark)}</span>`);
  return `<article class="verdict ${tone}"><p class="word">${escapeHtml(word)}${badges.join('')}</p><h2>${escapeHtml(claim)}</h2><p class="numbers">${escapeHtml(numbers)}</p></article>`;
}

function renderTable(columns: readonly Column[], rows: readonly Row[]): string {
  const side = (i: number): string => (columns[i]?.align === 'right' ? ' class="right"' : '');
  const head = columns.map(({ title }, i) => `<th scope="col"${side(i)}>${escapeHtml(title)}</th>`);
  const body = rows.map(({ colour, cells }) => {
    const cell = (text: Text, i: number): string =>
      `<td${side(i)}>${i === 0 ? colourKey(colour) : ''}${inline(text)}</td>`;
    return `<tr${colourStyle(colour)}>${cells.map(cell).join('')}</tr>`;
  });
  const titles = columns.map(({ title }) => title).join(', ');
  return `${scrolled(`Table: ${titles}`)}<table>
<thead><tr>${head.join('')}</tr></thead>
<tbody>
${body.join('\n')}
</tbody>
</table></div>`;
}

/** What may be wider than the page, and is then moved by the arrow keys once it has the focus. */
function scrolled(label: string): string {
  return `<div class="scroll" tabindex="0" role="group" aria-label="${escapeHtml(label)}">`;
}

function renderCard({ title, colour, figure, caption, facts }: Card): string {
  const rows = facts.map(
    ([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`,
  );
  return `<article class="card"${colourStyle(colour)}><h3>${escapeHtml(title)}</h3><p class="figure">${escapeHtml(figure)}</p><p>${escapeHtml(caption)}</p>${rows.length > 0 ? `<dl>${rows.join('')}</dl>` : ''}</article>`;
}

function renderMatrix({ caption, names, rows }: Extract<Block, { type: 'matrix' }>): string {
  const head = names.map((name) => `<th scope="col">${escapeHtml(name)}</th>`);
  const body = rows.map((row, i) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    const cells = row.map((count, j) => {
      // The square root: mistakes are few, and would not show beside the right answers.
      const percent = total === 0 ? 0 : Math.round(100 * Math.sqrt(count / total));
      const hit = i === j ? ' class="hit"' : '';
      return `<td${hit} style="--shade: ${percent}%">${count}</td>`;
    });
    return `<tr><th scope="row">${escapeHtml(names[i]!)}</th>${cells.join('')}</tr>`;
  });
  return `${scrolled(caption)}<table class="matrix">
<caption>${escapeHtml(caption)}</caption>
<thead><tr><td></td>${head.join('')}</tr></thead>
<tbody>
${body.join('\n')}
</tbody>
</table></div>`;
}

/** How wide a column of pictures has to be for their lines to stay in one piece, within reason. */
function widest(pictures: readonly Captioned[]): number {
  const LETTER = 7;
  const texts = pictures.flatMap(({ lines }) => lines.map(({ text }) => text.length * LETTER + 14));
  const longest = texts.reduce((most, width) => Math.max(most, width), 0);
  return pictures.reduce((most, { width }) => Math.max(most, width), Math.min(longest, 240));
}

function renderPicture({ ends, ...picture }: Captioned): string {
  const { uri, width, height, alt, title, colour, lines } = picture;
  const image = `<img src="${uri}" alt="${escapeHtml(alt)}" width="${width}" height="${height}">`;
  const heading = `<b${colourStyle(colour)}>${colourKey(colour)}${escapeHtml(title)}</b>`;
  const said = lines.map(
    (line) =>
      `<span${colourStyle(line.colour)}>${colourKey(line.colour)}${escapeHtml(line.text)}</span>`,
  );
  const scale =
    ends === undefined
      ? ''
      : `<span class="scale">${ends.low}<i class="${ends.kind}"></i>${ends.high}</span>`;
  return `<figure class="picture">${image}<figcaption>${heading}${said.join('')}${scale}</figcaption></figure>`;
}

function renderChart(svg: string, { name, caption, seeds }: Chart): string {
  // Several pictures in one page: each keeps its own ids.
  const own = svg.replaceAll(/<[^>]*>/g, (tag) =>
    tag.replaceAll(/(\bid="|url\(#|href="#)/g, `$1${name}-`),
  );
  // The caption says what there is to hear of it: without this, every mark would be read.
  const hidden = own.replace(/^<svg /, '<svg aria-hidden="true" ');
  const image = `<div role="img" aria-label="${escapeHtml(caption)}">${hidden}</div>`;
  return `<figure class="chart">${image}${seeds.length === 0 ? '' : renderSeeds(seeds, caption)}</figure>`;
}

/** Laid over a chart: what is pointed at, or focused, stands out and is named. */
function renderSeeds(seeds: readonly SeedLine[], caption: string): string {
  const { width, height } = CHART_SIZE;
  const lines = seeds.map((seed) => {
    const { name, values, colour, validation, training } = seed;
    const curve = (d: string | null, kind: string): string =>
      d === null
        ? ''
        : `<path class="hit" d="${d}"/><path class="${kind}" d="${d}" stroke="${colour}"/>`;
    const label = escapeHtml(`${name} · ${values}`);
    return `<g role="img" tabindex="0" aria-label="${label}">${curve(training, 'dashed')}${curve(validation, 'solid')}${renderNote(seed)}</g>`;
  });
  return `<svg class="seeds" role="group" aria-label="${escapeHtml(caption)}, one by one" viewBox="0 0 ${width} ${height}">
${lines.join('\n')}
</svg>`;
}

/** Letters of usual width that fit on a line of a chart. */
const MOST_LETTERS = 80;

/** Where the chart's subtitle is; on a second line, above the curves, what the first has no room for. */
function renderNote({ shortName, values }: SeedLine): string {
  const whole = `${shortName} · ${values}`;
  const lines = lettersIn(whole) <= MOST_LETTERS ? [whole] : [shortName, values];
  const paper = `<rect x="0" y="20" width="${CHART_SIZE.width}" height="${4 + 17 * lines.length}" fill="${PAPER.light}"/>`;
  const texts = lines.map(
    (text, i) => `<text x="6" y="${35 + 17 * i}" fill="${INK.light}">${escapeHtml(text)}</text>`,
  );
  return paper + texts.join('');
}

function colourStyle(colour: number | null): string {
  return colour === null ? '' : ` style="--variant: var(--variant-${colour})"`;
}

function colourKey(colour: number | null): string {
  return colour === null ? '' : '<span class="key"></span>';
}

function inline(text: Text): string {
  return (typeof text === 'string' ? [text] : text).map((part) => renderInline(part)).join('');
}

function renderInline(part: Inline): string {
  if (typeof part === 'string') return escapeHtml(part);
  if ('strong' in part) return `<strong>${escapeHtml(part.strong)}</strong>`;
  return `<code>${escapeHtml(part.code)}</code>`;
}
