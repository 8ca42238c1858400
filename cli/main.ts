import { Command, CommanderError, Option } from 'commander';
import { packageVersion } from '../environment/package.ts';
import type { ResultsOptions } from './commands/results.ts';
import type { ExportOptions } from './commands/export.ts';
import { cut, visible } from '../study/readable.ts';
import { EXIT, exitCodeOf, printError } from './failure.ts';

// Commands are loaded when they run, so that `--help` answers at once.
const program = new Command('epochal')
  .description('Does X change the result? Studies in YAML, run as durable steps on Temporal.')
  .version(packageVersion())
  .configureOutput({
    outputError: (text, write) => write(text.replace(/.+/g, (line) => cut(visible(line), 500))),
  })
  .showHelpAfterError('(add --help for the options and an example)')
  .exitOverride();

const set = new Option('--set <path=value>', 'replace a field of the spec; may be repeated')
  .argParser((value: string, before: string[]) => [...before, value])
  .default([], 'none');

command('run', 'run a study to its end, setting up what is missing', 'epochal run specs/relu.yaml')
  .argument('<spec>', 'the study, a YAML file')
  .addOption(set)
  .option('--detach', 'start the study and return; it goes on by itself')
  .action(async (spec: string, options: { set: string[]; detach?: boolean }) =>
    (await import('./commands/run.ts')).run(spec, options),
  );

command('up', 'keep a Temporal server and a worker running for this folder', 'epochal up').action(
  async () => (await import('./commands/up.ts')).up(),
);

command('down', 'drain and stop what `up` or `run` keeps running here', 'epochal down').action(
  async () => (await import('./commands/down.ts')).down(),
);

command('watch', 'show a study as it runs, or how it has ended', 'epochal watch relu')
  .argument('<study>', "the study's name, or one run of it")
  .action(async (study: string) => (await import('./commands/watch.ts')).watch(study));

command('status', 'show server, worker and studies', 'epochal status').action(async () =>
  (await import('./commands/status.ts')).status(),
);

command('stop', 'stop a study; what it has computed is kept', 'epochal stop relu')
  .argument('<study>', "the study's name")
  .action(async (study: string) => (await import('./commands/stop.ts')).stop(study));

command('pause', 'have a study stand still after the steps under way', 'epochal pause relu')
  .argument('<study>', "the study's name")
  .action(async (study: string) => (await import('./commands/pause.ts')).pause(study));

command('resume', 'have a paused study go on', 'epochal resume relu')
  .argument('<study>', "the study's name")
  .action(async (study: string) => (await import('./commands/pause.ts')).resume(study));

command(
  'retry',
  'run again what of a study failed or was stopped; what was computed is found',
  'epochal retry relu',
)
  .argument('<study>', "the study's name, or one run of it")
  .action(async (study: string) => (await import('./commands/retry.ts')).retry(study));

command('init', 'write a commented study to begin with', 'epochal init my-study.yaml')
  .argument('[file]', 'where to write it; never over a file that is there', 'study.yaml')
  .action(async (file: string) => (await import('./commands/init.ts')).init(file));

command('validate', 'check a spec and say everything that is wrong', 'epochal validate my.yaml')
  .argument('<spec>', 'the study, a YAML file')
  .addOption(set)
  .option('--watch', 'again whenever it changes, or a file it names')
  .action(async (spec: string, options: { set: string[]; watch?: boolean }) =>
    (await import('./commands/validate.ts')).validate(spec, options),
  );

command('plan', 'show the steps and trials that a spec compiles to', 'epochal plan specs/relu.yaml')
  .argument('<spec>', 'the study, a YAML file')
  .addOption(set)
  .option('--json', 'the whole plan as JSON')
  .addOption(
    new Option(
      '--resolved',
      'the spec and what it extends as one YAML, with overrides and defaults',
    ).conflicts('json'),
  )
  .action(async (spec: string, options: { set: string[]; json?: boolean; resolved?: boolean }) =>
    (await import('./commands/plan.ts')).plan(spec, options),
  );

command('worker', 'run a worker in the foreground', 'TEMPORAL_ADDRESS=host:7233 epochal worker')
  .option('--slots <n>', 'epochs trained at once (default: the CPU cores)')
  .action(async (options: { slots?: string }) =>
    (await import('./commands/worker.ts')).worker(options),
  );

command('server', 'run a Temporal dev server in the foreground', 'epochal server')
  .option('--port <port>', "the server's port; the Web UI's is 1000 higher", '7233')
  .action(async (options: { port: string }) =>
    (await import('./commands/server.ts')).server(options),
  );

command('results', "print a study's results, from the store alone", 'epochal results relu --csv')
  .argument('<study>', "the study's name, or one run of it: relu@3f2a9c01")
  .option('--json', 'results and provenance as JSON')
  .addOption(
    new Option('--csv', 'a tidy table: variant, seed, epoch, split, metric, value').conflicts(
      'json',
    ),
  )
  .addOption(
    new Option('--jsonl', 'JSON Lines, an epoch of a trial on each').conflicts(['json', 'csv']),
  )
  .action(async (study: string, options: ResultsOptions) =>
    (await import('./commands/results.ts')).results(study, options),
  );

command(
  'compare',
  'put two studies, or two runs of one, side by side, from the store alone',
  'epochal compare relu relu@3f2a9c01',
)
  .argument('<a>', "a study's name for its newest run, or one run of it: relu@3f2a9c01")
  .argument('<b>', 'what to compare it with')
  .option('--json', 'as JSON, numbers unrounded')
  .action(async (a: string, b: string, options: { json?: boolean }) =>
    (await import('./commands/compare.ts')).compare(a, b, options),
  );

command(
  'export',
  'write a trained model for PyTorch and TensorFlow.js, or all trials for TensorBoard or MLflow',
  'epochal export relu --variant activation=relu --epoch best --to model',
)
  .argument('<study>', "the study's name, or one run of it")
  .option('--to <folder>', 'write a model there')
  .option('--variant <name=value>', 'which variant’s model; repeat for each variable', collect, [])
  .option('--seed <seed>', 'which seed’s (default: the only one)')
  .option('--fold <fold>', 'which fold’s, where the split has folds (default: the only one)')
  .option('--epoch <epoch>', '`best`, `last` or a number (default: best)')
  .option('--tensorboard <folder>', 'write event files of all trials there, for TensorBoard')
  .option('--mlflow <folder>', 'write all trials there as MLflow keeps runs: its `mlruns`')
  .action(async (study: string, options: ExportOptions) =>
    (await import('./commands/export.ts')).exportStudy(study, options),
  );

command('doctor', 'say what is used here and why, and what is missing', 'epochal doctor')
  .option('--json', 'as JSON')
  .action(async (options: { json?: boolean }) =>
    (await import('./commands/doctor.ts')).doctor(options),
  );

function command(name: string, description: string, example: string): Command {
  return program
    .command(name)
    .description(description)
    .addHelpText('after', `\nExample:\n  $ ${example}`);
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

function end(error: unknown): never {
  // Commander has printed its own: help, the version, or what it did not understand.
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : EXIT.usage);
  printError(error);
  process.exit(exitCodeOf(error));
}

process.on('uncaughtException', end);
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever read the output, such as `head`, has seen enough.
  if (error.code === 'EPIPE') process.exit();
  end(error);
});
program.parseAsync().then(
  // What is still open (a long poll, a connection that is lost) must not keep the command alive; but
  // all that was printed has to be through first, which takes a full pipe its time.
  () => process.stdout.write('', () => process.exit()),
  end,
);
