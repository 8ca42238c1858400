import { stringify } from 'yaml';
import type { Plan } from '../study/plan.ts';
import type { EngineDescription, Results } from '../study/results.ts';
import type { Block, Section, Text } from './document.ts';
import { shellWord } from './seeds.ts';
import { hasFolds, nameCells, nameColumns } from './trial-columns.ts';

/** What computed the numbers, and the digests to check them by. Nothing of when, or on which host. */
export function computedSection(
  results: Results,
  plan: Plan,
  engines: Readonly<Record<string, EngineDescription>>,
): Section {
  const blocks: Block[] = [
    {
      type: 'facts',
      facts: [
        ['Run', [{ code: results.run }]],
        ['Spec', [{ code: results.spec }]],
        [
          'Arithmetic',
          results.arithmetic === null ? 'nothing computed yet' : [{ code: results.arithmetic }],
        ],
        ...sorted(engines).flatMap(([fingerprint, engine]) =>
          engineFacts(engine, Object.keys(engines).length > 1 ? ` ${fingerprint.slice(0, 8)}` : ''),
        ),
      ],
    },
    {
      type: 'paragraph',
      text: 'Floating-point results depend on processor, libraries and versions; the arithmetic fingerprint stands for all that matters. The same spec on the same arithmetic gives the same digests, whatever was interrupted or repeated on the way.',
    },
  ];
  const digests = digestTable(results);
  if (digests !== null)
    blocks.push({ type: 'fold', summary: 'Digests of the models', blocks: [digests] });
  blocks.push({
    type: 'fold',
    summary: 'The study as it was run, every default filled in',
    blocks: [{ type: 'source', language: 'yaml', source: planText(plan) }],
  });
  blocks.push(
    {
      type: 'paragraph',
      text: [
        'This runs it again (',
        { code: `${plan.study}.yaml` },
        ' stands for the study’s file, with the same overrides), and finds what the store still has:',
      ],
    },
    { type: 'command', command: `epochal run ${shellWord(`${plan.study}.yaml`)}` },
  );
  blocks.push({
    type: 'paragraph',
    text: [
      'Durations, workers and attempts are kept apart from the results: ',
      { code: `epochal results ${results.study} --json` },
      ' prints them under ',
      { code: 'provenance' },
      '.',
    ],
  });
  return { title: 'What was computed, and with what', blocks };
}

const BACKENDS: Readonly<Record<EngineDescription['backend'], string>> = {
  'tensorflow-gpu': 'TensorFlow on a GPU',
  tensorflow: 'TensorFlow on the CPU',
  wasm: 'WebAssembly on the CPU',
};

function engineFacts(engine: EngineDescription, suffix: string): [string, Text][] {
  const versions = sorted(engine.versions).map(([name, version]) => `${name} ${version}`);
  return [
    [`Engine${suffix}`, `${BACKENDS[engine.backend]}, ${engine.reason}`],
    [`Versions${suffix}`, [...versions, `Node.js ${engine.node.replace(/^v/, '')}`].join(', ')],
    [`Processor${suffix}`, engine.gpu === null ? engine.cpu : `${engine.gpu}; ${engine.cpu}`],
  ];
}

/** By code unit: the order in which an object was filled must not show. */
function sorted<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function digestTable(results: Results): Block | null {
  const folded = hasFolds(results.trials);
  const rows = results.trials.flatMap((trial) => {
    const best = trial.epochs.find(({ epoch }) => epoch === trial.best?.epoch);
    const last = trial.epochs.at(-1);
    const kept = [
      ...(best === undefined ? [] : [{ name: 'best', epoch: best }]),
      ...(last === undefined ? [] : [{ name: 'last', epoch: last }]),
    ];
    return kept.map(({ name, epoch }) => ({
      colour: null,
      cells: [
        ...nameCells(trial, folded),
        `${name} (${epoch.epoch})`,
        [{ code: epoch.checkpoint }],
        [{ code: epoch.commit }],
      ],
    }));
  });
  if (rows.length === 0) return null;
  return {
    type: 'table',
    columns: [
      ...nameColumns(folded),
      { title: 'Epoch', align: 'left' },
      { title: 'Model state', align: 'left' },
      { title: 'Commit', align: 'left' },
    ],
    rows,
  };
}

/** The plan as YAML: each variant's settings once, not once a seed or fold. */
function planText(plan: Plan): string {
  const { spec: _spec, run: _run, trials, ...rest } = plan;
  const seen = new Set<string>();
  const variants = trials.flatMap(({ index: _index, seed: _seed, fold: _fold, ...settings }) => {
    const name = JSON.stringify(settings.variant);
    if (seen.has(name)) return [];
    seen.add(name);
    return [settings];
  });
  return stringify({ ...rest, variants }, { lineWidth: 0, aliasDuplicateObjects: false });
}
