import { pathToFileURL } from 'node:url';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { canonicalJson } from '../../study/canonical.ts';
import { sha256 } from '../../study/digest.ts';
import { trialLabel } from '../../study/labels.ts';
import type { PlannedTrial } from '../../study/plan.ts';
import type { Results, TrialStatus } from '../../study/results.ts';
import { trialFields } from '../../study/trial-fields.ts';
import { pathText } from '../../study/words.ts';
import type { RecordedTrial } from './recorded-trials.ts';

/** MLflow's numbers: 1 running, 2 scheduled, 3 finished, 4 failed, 5 killed. */
const STATUS: Readonly<Record<TrialStatus, number>> = {
  running: 1,
  waiting: 1,
  paused: 1,
  pending: 2,
  done: 3,
  failed: 4,
  diverged: 4,
  stopped: 5,
};

/**
 * MLflow's file store, an experiment a study and a run a trial: what `mlflow ui --backend-store-uri`
 * shows. Their ids follow from the names, so that the same export again replaces the last.
 *
 * Source: mlflow 3, mlflow/store/tracking/file_store.py.
 *
 * @param folder where `mlruns` is, or will be; artifacts are named by its full path
 * @returns files by their path in the folder
 */
export function mlflowFiles(
  results: Results,
  trials: readonly RecordedTrial[],
  folder: string,
): Readonly<Record<string, string>> {
  // A number of 15 digits, as MLflow's own are.
  const experiment = String(parseInt(hex(results.study).slice(0, 12), 16)).padStart(15, '1');
  const place = (...parts: readonly string[]): string =>
    pathToFileURL(resolve(folder, experiment, ...parts)).href;
  const began = Math.min(...trials.map(({ beganMs }) => beganMs));
  const ended = Math.max(...trials.map(({ endedMs }) => endedMs));
  const files: Record<string, string> = {
    [join(experiment, 'meta.yaml')]: yaml({
      artifact_location: place(),
      creation_time: began,
      experiment_id: experiment,
      last_update_time: ended,
      lifecycle_stage: 'active',
      name: results.study,
    }),
  };
  for (const recorded of trials) {
    const { id, trial, planned, scalars } = recorded;
    const run = hex(`${results.run} ${id}`).slice(0, 32);
    const put = (name: string, text: string): void => {
      files[join(experiment, run, name)] = text;
    };
    put(
      'meta.yaml',
      yaml({
        artifact_uri: place(run, 'artifacts'),
        end_time: recorded.endedMs,
        entry_point_name: '',
        experiment_id: experiment,
        lifecycle_stage: 'active',
        run_id: run,
        run_name: trialLabel(trial),
        run_uuid: run,
        source_name: '',
        source_type: 4,
        source_version: '',
        start_time: recorded.beganMs,
        status: STATUS[trial.status],
        tags: [],
        user_id: '',
      }),
    );
    // Without the folder, MLflow takes this for no run.
    put(join('artifacts', 'trial.json'), `${JSON.stringify(trial, null, 2)}\n`);
    for (const [name, value] of Object.entries(parametersOf(planned))) {
      put(join('params', keyName(name)), value);
    }
    const tags = {
      'mlflow.runName': trialLabel(trial),
      'mlflow.source.name': 'epochal',
      'epochal.run': results.run,
      'epochal.spec': results.spec,
      'epochal.status': trial.status,
    };
    for (const [name, value] of Object.entries(tags)) put(join('tags', name), value);
    const lines = new Map<string, string>();
    for (const { split, metric, epoch, value, timeMs } of scalars) {
      const name = `${split}.${metric}`;
      lines.set(name, `${lines.get(name) ?? ''}${timeMs} ${value} ${epoch}\n`);
    }
    for (const [name, text] of lines) put(join('metrics', name), text);
  }
  return files;
}

/** All that a trial was made from, as texts by the spec's own names, and the variables that make it one. */
function parametersOf(planned: PlannedTrial): Readonly<Record<string, string>> {
  const { variant, seed, fold } = planned;
  return {
    ...Object.fromEntries(leaves(trialFields(planned), [])),
    ...Object.fromEntries(leaves({ ...variant, seed, fold }, [])),
  };
}

/** Each field that is no map itself, by its path; a list is one value. */
function leaves(value: unknown, path: readonly string[]): readonly (readonly [string, string])[] {
  if (value === undefined) return [];
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([name, field]) => leaves(field, [...path, name]));
  }
  return [[pathText(path), typeof value === 'string' ? value : canonicalJson(value)]];
}

/** MLflow takes letters, digits, `_`, `-`, `.`, `:`, `/` and spaces; a path's brackets become dots. */
function keyName(name: string): string {
  return name.replaceAll(/\[(\d+)\]/g, '.$1').replaceAll(/[^\w.: -]/g, '_');
}

function hex(text: string): string {
  return sha256(text).slice('sha256:'.length);
}

/** As PyYAML reads it, which is YAML 1.1. */
function yaml(value: object): string {
  return stringify(value, { version: '1.1' });
}
