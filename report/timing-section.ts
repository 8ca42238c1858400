import type { Provenance, ProvenanceEvent, Results } from '../study/results.ts';
import { count } from '../study/words.ts';
import type { Block, Section } from './document.ts';
import { counted, durationText } from '../study/format.ts';

/** The steps that a trainer computes, in the order in which a trial goes through them. */
const COMPUTED = ['train', 'validate', 'test'] as const;

/** The steps of a study that come after all trials. */
const OF_THE_RUN: ReadonlySet<string> = new Set(['compare', 'plot', 'report']);

/** From when to when something was done, in milliseconds since 1970. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * What the run took: computing, waiting, what was found and what was computed twice. It is no part of
 * the stored report, which says only what follows from the spec: it is added where the report is
 * written to a folder.
 *
 * @returns null where the log of the run says nothing of when it began
 */
export function timingSection(results: Results, { events }: Provenance): Section | null {
  const starts = events
    .filter(({ step }) => step === 'resolve')
    .map(({ time }) => Date.parse(time));
  if (starts.length === 0) return null;
  const began = Math.min(...starts);
  const closed = events
    .filter(({ step }) => OF_THE_RUN.has(step))
    .map(({ time }) => Date.parse(time));
  // A trial's log is shared: what another study computes later is none of this run's.
  const until = results.status === 'done' && closed.length > 0 ? Math.max(...closed) : Infinity;
  const own = events.filter(({ step, time }) => {
    const at = Date.parse(time);
    return step !== 'resolve' && at >= began && at <= until;
  });
  const spans = own.map(spanOf);
  const ended = spans.reduce((last, { to }) => Math.max(last, to), began);
  const computed = own.filter(({ step }) => COMPUTED.some((each) => each === step));
  const computedMs = computed.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const idleMs = Math.max(0, ended - began - coveredMs(spans));
  const epochs = results.trials.reduce((sum, trial) => sum + trial.epochs.length, 0);
  const trained = new Set(own.filter(({ step }) => step === 'train').map(({ key }) => key)).size;
  const again = own.length - new Set(own.map(({ key }) => key)).size;
  const attempts = own.filter(({ attempt }) => attempt > 1).length;
  const workers = new Set(computed.map(({ worker }) => worker)).size;
  const blocks: Block[] = [
    {
      type: 'facts',
      facts: [
        ['From start to end', durationText(ended - began)],
        ['Computing', `${durationText(computedMs)} in all, by ${counted(workers, 'worker')}`],
        ['Nothing under way', idleMs < 1000 ? 'less than a second' : durationText(idleMs)],
        [
          'Epochs trained',
          epochs > trained
            ? `${count(trained)} of ${count(epochs)}; the others were in the store`
            : count(trained),
        ],
        ['Computed twice', again === 0 ? 'nothing' : counted(again, 'step')],
        ['Second attempts', attempts === 0 ? 'none' : counted(attempts, 'step')],
        ...(starts.length > 1 ? [['Started', `${starts.length} times`] as const] : []),
      ],
    },
    ...(computed.length === 0 ? [] : [stepTable(computed)]),
  ];
  return { title: 'What it took', blocks };
}

function stepTable(computed: readonly ProvenanceEvent[]): Block {
  const rows = COMPUTED.flatMap((step) => {
    const times = computed.filter((event) => event.step === step).map((event) => event.durationMs);
    if (times.length === 0) return [];
    const sum = times.reduce((total, ms) => total + ms, 0);
    return [
      {
        colour: null,
        cells: [step, count(times.length), durationText(sum), durationText(sum / times.length)],
      },
    ];
  });
  return {
    type: 'table',
    columns: [
      { title: 'Step', align: 'left' },
      { title: 'Computed', align: 'right' },
      { title: 'In all', align: 'right' },
      { title: 'Mean', align: 'right' },
    ],
    rows,
  };
}

/** Events are written down when a step ends. */
function spanOf({ time, durationMs }: ProvenanceEvent): Span {
  const to = Date.parse(time);
  return { from: to - durationMs, to };
}

/** How long at least one of the spans was under way. */
function coveredMs(spans: readonly Span[]): number {
  let covered = 0;
  let until = -Infinity;
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    covered += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return covered;
}
