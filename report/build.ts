import type { Plan } from '../study/plan.ts';
import type {
  ConfusionMatrix,
  EngineDescription,
  Predictions,
  Results,
  StepOutput,
} from '../study/results.ts';
import { answerBlocks, outline, statusBadge } from './answer.ts';
import type { Comparison } from './compare.ts';
import type { ReportDocument } from './document.ts';
import { renderHtml } from './html.ts';
import { renderMarkdown } from './markdown.ts';
import type { Charts } from './render.ts';
import { computedSection } from './computed.ts';
import { confusedSection } from './confused-section.ts';
import type { TestImages } from './confused-section.ts';
import { confusionSection } from './confusion-section.ts';
import { curvesSection } from './curves-section.ts';
import { distributionSection } from './distribution-section.ts';
import { shapeSection } from './shape-section.ts';
import { disturbancesSection } from './disturbances-section.ts';
import { hypothesesSection } from './hypotheses-section.ts';
import { registrationSection } from './registration-section.ts';
import { outputSections } from './outputs-section.ts';
import { seedsSection } from './seeds-section.ts';
import { variantCards, variantsSection } from './variants-section.ts';
import { weightsSection } from './weights-section.ts';
import type { FirstLayer } from './weights-section.ts';

export interface ReportInput {
  readonly results: Results;
  /** What `compare` found of them. */
  readonly comparison: Comparison;
  readonly plan: Plan;
  /** The engine behind each arithmetic fingerprint. */
  readonly engines: Readonly<Record<string, EngineDescription>>;
  readonly charts: Readonly<Partial<Record<keyof Charts, { readonly svg: string }>>>;
  /** What the run found missing or damaged in the store and made again: `artifact sha256:…`. */
  readonly repaired: readonly string[];
  /** What steps of one's own gave. */
  readonly outputs: readonly StepOutput[];
  /** What pictures are made of. Default: none are drawn. */
  readonly pictures?: PictureInput;
  /** Which classes each trial's tested model took for which, by trial. Default: none is shown. */
  readonly matrices?: ReadonlyMap<number, ConfusionMatrix>;
}

/** What the report's pictures are drawn from. */
export interface PictureInput {
  /** What the trials' models answered of each test sample, by trial. */
  readonly predictions: ReadonlyMap<number, Predictions | null>;
  /** The test set, where all trials have the same one, and it is of images. */
  readonly images: TestImages | null;
  /** Of each variant's first seed, where the weights are images. */
  readonly firstLayers: readonly FirstLayer[];
}

/** The report, twice: one self-contained page, and Markdown that shows accuracy.png, loss.png, … */
export interface Report {
  readonly html: string;
  readonly markdown: string;
}

/** Writes the report. Pure: no time, host or order of events, so equal inputs give equal bytes. */
export function buildReport(input: ReportInput): Report {
  const content = reportDocument(input);
  return { html: renderHtml(content, input.charts), markdown: renderMarkdown(content) };
}

const NO_PICTURES: PictureInput = { predictions: new Map(), images: null, firstLayers: [] };

function reportDocument({
  results,
  comparison,
  plan,
  engines,
  repaired,
  outputs,
  pictures = NO_PICTURES,
  matrices = new Map(),
}: ReportInput): ReportDocument {
  return {
    study: plan.study,
    title: plan.question ?? plan.study,
    status: statusBadge(results.status),
    outline: outline(results, plan),
    lead: [
      ...answerBlocks(comparison, results, { plan, repaired }),
      ...variantCards(comparison, results, plan),
    ],
    sections: [
      curvesSection(results, plan),
      hypothesesSection(comparison),
      distributionSection(comparison, results),
      variantsSection(comparison, results, plan),
      shapeSection(comparison, results, plan),
      confusionSection(comparison, plan, matrices),
      confusedSection(results, plan, pictures.predictions, pictures.images),
      weightsSection(pictures.firstLayers, results),
      ...outputSections(outputs, results),
      seedsSection(plan),
      registrationSection(comparison, plan),
      disturbancesSection(results, repaired),
      computedSection(results, plan, engines),
    ].filter((section) => section !== null),
  };
}
