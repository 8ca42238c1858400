import { escapeMarkdown } from '../study/labels.ts';
import type { Block, Column, Inline, ReportDocument, Row, Section, Text } from './document.ts';

/** The report in GitHub's Markdown; the pictures are files beside it. */
export function renderMarkdown(content: ReportDocument): string {
  const parts = [
    `# ${escapeMarkdown(content.title)}`,
    `Study **${escapeMarkdown(content.study)}** · ${content.status.word} · ${escapeMarkdown(content.outline)}`,
    ...content.lead.map((block) => renderBlock(block)),
    ...content.sections.flatMap(({ title, blocks }) => [
      `## ${escapeMarkdown(title)}`,
      ...blocks.map((block) => renderBlock(block)),
    ]),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** The text with one more section at its end. */
export function addSection(markdown: string, { title, blocks }: Section): string {
  const added = [`## ${escapeMarkdown(title)}`, ...blocks.map((block) => renderBlock(block))];
  return `${markdown}\n${added.join('\n\n')}\n`;
}

function renderBlock(block: Block): string {
  switch (block.type) {
    case 'paragraph':
      return inline(block.text);
    case 'heading':
      return `### ${escapeMarkdown(block.text)}`;
    case 'verdict': {
      const marks = block.marks.length === 0 ? '' : ` (${escapeMarkdown(block.marks.join(', '))})`;
      return `> **${block.word}${marks}: ${escapeMarkdown(block.claim)}.** ${escapeMarkdown(block.numbers)}`;
    }
    case 'notice':
      return `> **${escapeMarkdown(block.title)}** ${inline(block.text)}`;
    case 'command':
      return fenced('sh', block.command);
    case 'list':
      return block.items.map((item) => `- ${inline(item)}`).join('\n');
    case 'table':
      return table(block.columns, block.rows);
    case 'cards':
      // The table that follows holds the same figures.
      return '';
    case 'charts':
      return block.charts
        .map(({ name, caption }) => `![${escapeMarkdown(caption)}](${name}.png)`)
        .join('\n\n');
    case 'matrix':
      return `**${escapeMarkdown(block.caption)}**\n\n${matrix(block)}`;
    case 'pictures':
      // GitHub shows none that stand in the text itself.
      return block.pictures
        .map(
          ({ alt, lines }) =>
            `- ${escapeMarkdown(alt)}. ${lines.map(({ text }) => escapeMarkdown(text)).join('; ')}`,
        )
        .join('\n');
    case 'facts':
      return block.facts
        .map(([name, value]) => `- ${escapeMarkdown(name)}: ${inline(value)}`)
        .join('\n');
    case 'source':
      return fenced(block.language, block.source);
    case 'fold':
      return [
        `### ${escapeMarkdown(block.summary)}`,
        ...block.blocks.map((each) => renderBlock(each)),
      ].join('\n\n');
  }
}

function table(columns: readonly Column[], rows: readonly Row[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ title }) => escapeMarkdown(title))),
    line(columns.map(({ align }) => (align === 'right' ? '---:' : '---'))),
    ...rows.map(({ cells }) => line(cells.map((cell) => inline(cell)))),
  ].join('\n');
}

function matrix({ names, rows }: Extract<Block, { type: 'matrix' }>): string {
  const columns: Column[] = ['', ...names].map((title, i) => ({
    title,
    align: i === 0 ? 'left' : 'right',
  }));
  const lines = rows.map((row, i) => ({ colour: null, cells: [names[i]!, ...row.map(String)] }));
  return table(columns, lines);
}

function inline(text: Text): string {
  return (typeof text === 'string' ? [text] : text).map((part) => renderInline(part)).join('');
}

function renderInline(part: Inline): string {
  if (typeof part === 'string') return escapeMarkdown(part);
  if ('strong' in part) return `**${escapeMarkdown(part.strong)}**`;
  // Code spans know no escapes: a longer fence of backticks holds any content.
  const code = part.code.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
  const fence = '`'.repeat(longestRun(code) + 1);
  return code.includes('`') ? `${fence} ${code} ${fence}` : `${fence}${code}${fence}`;
}

function fenced(language: string, source: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(source) + 1));
  return `${fence}${language}\n${source.trimEnd()}\n${fence}`;
}

function longestRun(text: string): number {
  return [...text.matchAll(/`+/g)].reduce((most, [run]) => Math.max(most, run.length), 0);
}
