// Records what `npm test` replays: histories of `study` and `trial` in every way they can go, under
// test/histories/<version>. Run it before each release: node scripts/record-histories.mjs
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const { canonicalJson } = require('../dist/study/canonical.js');
const { version } = require('../package.json');
const temporal = (await require('../dist/cli/setup/temporal.js').findTemporal()).path;

const folder = mkdtempSync(join(tmpdir(), 'epochal-histories-'));
const into = join(root, 'test/histories', version);
const others = Object.entries(process.env).filter(([name]) => !/^(EPOCHAL|TEMPORAL)_/.test(name));
const env = { ...Object.fromEntries(others), EPOCHAL_SLOTS: '2', EPOCHAL_COMMANDS: 'true' };

/** A study of one small trial; each with a seed of its own, or it would find the others' epochs. */
function spec(study, ...set) {
  const seed = Object.keys(SCENARIOS).indexOf(study);
  const tiny = [
    'data.split={train: 500, validation: 100}',
    'hypotheses=[]',
    `study=${study}`,
    `seeds=[${seed}]`,
  ];
  const all = [...tiny, 'matrix.activation=[relu]', ...set];
  return [join(root, 'specs/relu.yaml'), ...all.flatMap((value) => ['--set', value])];
}

function epochal(...args) {
  const ran = spawnSync(process.execPath, [join(root, 'dist/cli/main.js'), ...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  if (ran.status > 1 && args[0] !== 'results') throw new Error(ran.stderr);
  return { ...ran, json: () => JSON.parse(ran.stdout) };
}

const state = () => JSON.parse(readFileSync(join(folder, '.epochal/supervisor.json'), 'utf8'));

function ask(...args) {
  const { stdout, stderr, status } = spawnSync(
    temporal,
    ['workflow', ...args, '--address', state().address, '-o', 'json'],
    { encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Keeps the histories of all runs of a study and of its trial that `keep` wants. */
function record(study, name, keep = () => true) {
  const query = `WorkflowId = '${study}' OR WorkflowId STARTS_WITH '${study}/'`;
  for (const run of ask('list', '--query', query)) {
    const { workflowId, runId } = run.execution;
    const history = ask('show', '-w', workflowId, '-r', runId);
    const type = run.type.name;
    const last = history.events.at(-1).eventType.replace('EVENT_TYPE_WORKFLOW_EXECUTION_', '');
    if (!keep(type, last, history)) continue;
    const file = join(into, `${type}-${name}.json.gz`);
    writeFileSync(file, gzipSync(JSON.stringify(history), { level: 9 }));
    console.log(`${file}: ${history.events.length} events, ${last}`);
  }
}

async function until(what, look) {
  for (let tries = 0; tries < 400; tries++) {
    if (await look()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`never: ${what}`);
}

const epochs = (study) => {
  const ran = epochal('results', study, '--json');
  return ran.status === 0 ? ran.json().results.trials[0].epochs.length : 0;
};
const pathOf = (kind, digest) =>
  join(folder, '.epochal/store', kind, digest.slice(7, 9), digest.slice(9));

const scheduled = (history, step) =>
  history.events.filter((e) => e.activityTaskScheduledEventAttributes?.activityType.name === step)
    .length;

function progress(study) {
  return ask('query', '-w', study, '--type', 'progress').queryResult[0];
}

const SCENARIOS = {
  finished() {
    epochal('run', ...spec('finished', 'training.epochs=3'));
    record('finished', 'finished');
  },
  continued() {
    epochal('run', ...spec('continued', 'training.epochs=205'));
    record(
      'continued',
      'continued',
      (type, last) => type === 'trial' && last === 'CONTINUED_AS_NEW',
    );
  },
  async cancelled() {
    epochal('run', ...spec('cancelled', 'training.epochs=1000'), '--detach');
    await until('an epoch', () => epochs('cancelled') > 2);
    epochal('stop', 'cancelled');
    record('cancelled', 'cancelled');
  },
  async paused() {
    epochal('run', ...spec('paused', 'training.epochs=60'), '--detach');
    await until('an epoch', () => epochs('paused') > 2);
    epochal('pause', 'paused');
    const [{ variant, seed }] = progress('paused').trials;
    const trial = `paused/activation=${variant.activation},seed=${seed}`;
    await until('the pause', () => progress(trial).status === 'paused');
    epochal('resume', 'paused');
    await until('the end', () => progress('paused').status === 'done');
    record('paused', 'paused');
  },
  stepped() {
    const runs = '{uses: command, per: trial, command: ["true"]';
    const steps = {
      before: '{uses: command, per: study, command: ["true"]}',
      each: `${runs}, needs: [before, split]}`,
      skipped: `${runs}, if: seed < 0}`,
      after: '{uses: command, per: study, command: ["true"], needs: [each]}',
    };
    const set = Object.entries(steps).map(([id, step]) => `${id}: ${step}`);
    epochal('run', ...spec('stepped', 'training.epochs=2', `steps={${set.join(', ')}}`));
    record('stepped', 'stepped');
  },
  async retried() {
    // Long epochs: the worker has to die while it computes one.
    const long = ['data.split={train: 20000, validation: 100}', 'training.epochs=20'];
    epochal('run', ...spec('retried', ...long), '--detach');
    await until('an epoch', () => epochs('retried') > 2);
    process.kill(state().worker.process.pid, 'SIGKILL');
    await until(
      'the end',
      () => epochal('results', 'retried', '--json').json().results.status === 'done',
    );
    const attempts = (h) => h.events.map((e) => e.activityTaskStartedEventAttributes?.attempt ?? 1);
    record(
      'retried',
      'retried',
      (type, last, h) => type === 'study' || Math.max(...attempts(h)) > 1,
    );
  },
  async repaired() {
    epochal('run', ...spec('repaired', 'training.epochs=3'));
    const [trial] = epochal('results', 'repaired', '--json').json().results.trials;
    rmSync(pathOf('artifacts', trial.epochs[2].checkpoint));
    epochal('run', ...spec('repaired', 'training.epochs=5'));
    record(
      'repaired',
      'repaired',
      (type, last, h) => type === 'trial' && scheduled(h, 'audit') > 1,
    );

    // One trial has ended, the other one runs: only the study can find that the first lost its test.
    const both = spec('repaired', 'training.epochs=60', 'matrix.activation=[relu, linear]');
    epochal('run', ...spec('repaired', 'training.epochs=60'));
    epochal('run', ...both, '--detach');
    await until('the end of a trial', () => progress('repaired').trials[0]?.status === 'done');
    const { events } = epochal('results', 'repaired', '--json').json().provenance;
    rmSync(pathOf('records', events.findLast((e) => e.step === 'test' && e.trial === 0).key));
    await until('the end', () => progress('repaired').status === 'done');
    record(
      'repaired',
      'repaired',
      (type, last, h) => type === 'study' && scheduled(h, 'compare') > 1,
    );
  },
  failed() {
    epochal('run', ...spec('failed', 'training.epochs=2'));
    const { results, provenance } = epochal('results', 'failed', '--json').json();
    const [first] = results.trials[0].epochs;
    const { key } = provenance.events.find((e) => e.step === 'train' && e.epoch === 1);
    const other = `sha256:${'0'.repeat(64)}`;
    const body = { key, step: 'train', result: { state: other, metrics: first.train } };
    const digest = createHash('sha256').update(canonicalJson(body)).digest('hex');
    writeFileSync(pathOf('records', key), canonicalJson({ body, sha256: `sha256:${digest}` }));
    rmSync(pathOf('artifacts', first.checkpoint));
    epochal('run', ...spec('failed', 'training.epochs=3'));
    record('failed', 'failed', (type, last) => last === 'FAILED');
  },
  async crossed() {
    const worker = (backend) =>
      spawn(process.execPath, [join(root, 'dist/worker/main.js')], {
        cwd: folder,
        env: {
          ...env,
          EPOCHAL_BACKEND: backend,
          TEMPORAL_ADDRESS: state().address,
          EPOCHAL_TASK_QUEUE: 'two',
        },
      });
    env.EPOCHAL_TASK_QUEUE = 'two';
    const first = worker('tensorflow');
    epochal('run', ...spec('crossed', 'training.epochs=1000', 'arithmetic=any'), '--detach');
    await until('an epoch', () => epochs('crossed') > 2);
    const second = worker('wasm');
    first.kill('SIGTERM');
    const crossings = () => epochal('results', 'crossed', '--json').json().results.trials[0];
    await until(
      'the crossing',
      () => crossings().epochs.length > (crossings().crossings?.[0].epoch ?? Infinity),
    );
    epochal('stop', 'crossed');
    second.kill('SIGTERM');
    record('crossed', 'crossed', (type) => type === 'trial');
    delete env.EPOCHAL_TASK_QUEUE;
  },
};

mkdirSync(into, { recursive: true });
epochal('up');
try {
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    console.log(name);
    await scenario();
  }
} finally {
  epochal('down');
  rmSync(folder, { recursive: true, force: true });
}
