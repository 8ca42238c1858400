import type { ChartName } from './measured.ts';
import type { Picture } from './picture.ts';

/** A piece of running text. Plain strings are shown as they are: nothing in them is markup. */
export type Inline = string | { readonly code: string } | { readonly strong: string };
export type Text = string | readonly Inline[];

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** One variant's figures, side by side with the others'. */
export interface Card {
  readonly title: string;
  /** Position in the palette; null beyond it. */
  readonly colour: number | null;
  readonly figure: string;
  readonly caption: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
}

/** One trial's curves in a chart, to stand out when they are pointed at. */
export interface SeedLine {
  /** What they are: `relu · seed 3`. */
  readonly name: string;
  /** The same with the variant as charts call it, in at most 24 letters. */
  readonly shortName: string;
  /** Their last values: `validation 98.15%, best 98.21% (epoch 42) · training 99.87%`. */
  readonly values: string;
  /** `#rrggbb`, on white. */
  readonly colour: string;
  /** SVG path data in the chart's own coordinates; null where it has no such curve. */
  readonly validation: string | null;
  readonly training: string | null;
}

/** A picture with what is said of it. */
export interface Captioned extends Picture {
  readonly title: string;
  /** A variant's position in the palette, of the title and of each line; null: none. */
  readonly colour: number | null;
  readonly lines: readonly { readonly colour: number | null; readonly text: string }[];
  /** What the ends of its colours stand for; none: they stand for themselves. */
  readonly ends?: {
    readonly kind: 'signed' | 'grey';
    readonly low: string;
    readonly high: string;
  };
}

export type Block =
  | { readonly type: 'paragraph'; readonly text: Text }
  /** Within a section. */
  | { readonly type: 'heading'; readonly text: string }
  | {
      readonly type: 'verdict';
      readonly tone: Tone;
      readonly word: string;
      readonly claim: string;
      readonly numbers: string;
      readonly marks: readonly string[];
    }
  | { readonly type: 'notice'; readonly tone: Tone; readonly title: string; readonly text: Text }
  | { readonly type: 'command'; readonly command: string }
  | { readonly type: 'list'; readonly items: readonly Text[] }
  | { readonly type: 'table'; readonly columns: readonly Column[]; readonly rows: readonly Row[] }
  | { readonly type: 'cards'; readonly cards: readonly Card[] }
  | {
      readonly type: 'charts';
      readonly charts: readonly {
        readonly name: ChartName;
        readonly caption: string;
        /** What stands out when a page's reader points at it. */
        readonly seeds: readonly SeedLine[];
      }[];
    }
  | {
      readonly type: 'matrix';
      readonly caption: string;
      /** Of rows and columns. */
      readonly names: readonly string[];
      readonly rows: readonly (readonly number[])[];
    }
  | { readonly type: 'pictures'; readonly pictures: readonly Captioned[] }
  | { readonly type: 'facts'; readonly facts: readonly (readonly [name: string, value: Text])[] }
  | { readonly type: 'source'; readonly language: string; readonly source: string }
  | { readonly type: 'fold'; readonly summary: string; readonly blocks: readonly Block[] };

export type Tone = 'neutral' | 'waiting' | 'good' | 'bad';
/** One cell a column; the first may carry a variant's colour. */
export interface Row {
  readonly colour: number | null;
  readonly cells: readonly Text[];
}

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** The report as content, before it becomes HTML or Markdown. */
export interface ReportDocument {
  readonly study: string;
  readonly title: string;
  readonly status: { readonly word: string; readonly tone: Tone };
  /** What was run, in a line. */
  readonly outline: string;
  readonly lead: readonly Block[];
  readonly sections: readonly Section[];
}
