import { Writer } from 'protobufjs/minimal';
import type { RecordedTrial, Scalar } from './recorded-trials.ts';
import { recordFile } from './tf-record.ts';

/** TensorBoard takes any file with `tfevents` in its name; the same one again replaces the last. */
const FILE = 'events.out.tfevents.0.epochal';

/**
 * TensorBoard's event files, a run a trial: `relu/activation=relu,seed=0`. Tags are `loss/train`,
 * `loss/validation` and so on, which TensorBoard puts side by side; steps are epochs.
 *
 * Source: TensorFlow, core/util/event.proto and core/framework/summary.proto.
 *
 * @returns files by their path in the log's folder
 */
export function tensorboardFiles(
  study: string,
  trials: readonly RecordedTrial[],
): Readonly<Record<string, Uint8Array>> {
  return Object.fromEntries(
    trials.map(({ id, scalars, beganMs }) => [
      `${study}/${id}/${FILE}`,
      eventFile(scalars, beganMs),
    ]),
  );
}

/** One run's events. */
export function eventFile(scalars: readonly Scalar[], beganMs: number): Uint8Array {
  const version = event(beganMs).uint32(FILE_VERSION).string('brain.Event:2').finish();
  return recordFile([version, ...scalars.map((scalar) => scalarEvent(scalar))]);
}

// A field's number and how it is encoded: number << 3 | (0: varint, 1: 64 bits, 2: bytes, 5: 32 bits).
const WALL_TIME = (1 << 3) | 1;
const STEP = (2 << 3) | 0;
const FILE_VERSION = (3 << 3) | 2;
const SUMMARY = (5 << 3) | 2;
const VALUE = (1 << 3) | 2;
const TAG = (1 << 3) | 2;
const SIMPLE_VALUE = (2 << 3) | 5;

/** An event with its wall time, in seconds since 1970. */
function event(timeMs: number): Writer {
  return Writer.create()
    .uint32(WALL_TIME)
    .double(timeMs / 1000);
}

function scalarEvent({ split, metric, epoch, value, timeMs }: Scalar): Uint8Array {
  const tagged = Writer.create().uint32(TAG).string(`${metric}/${split}`);
  const number = tagged.uint32(SIMPLE_VALUE).float(value).finish();
  const summary = Writer.create().uint32(VALUE).bytes(number).finish();
  return event(timeMs).uint32(STEP).int64(epoch).uint32(SUMMARY).bytes(summary).finish();
}
