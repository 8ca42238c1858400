"""What TensorBoard's and MLflow's own code read of an export, and the bytes that TensorBoard writes.

    pip install tensorboard==2.21.0 mlflow-skinny==3.17.2
    python -P trackers.py bytes > tensorboard.json
    epochal export relu --tensorboard tb --mlflow ml
    python -P trackers.py read tb ml
"""

import json
import os
import sys
import tempfile


def tensorboard_bytes() -> str:
    """One run of two scalars, as TensorBoard's own writer of records writes it."""
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary
    from tensorboard.summary.writer.record_writer import RecordWriter

    def scalar(time: float, step: int, tag: str, value: float) -> Event:
        summary = Summary(value=[Summary.Value(tag=tag, simple_value=value)])
        return Event(wall_time=time, step=step, summary=summary)

    events = [
        Event(wall_time=1700000000.25, file_version="brain.Event:2"),
        scalar(1700000001.5, 1, "loss/train", 0.484280),
        scalar(1700000300.0, 300, "accuracy/validation", 0.9037),
    ]
    with tempfile.NamedTemporaryFile() as file:
        writer = RecordWriter(file)
        for event in events:
            writer.write(event.SerializeToString())
        writer.flush()
        with open(file.name, "rb") as written:
            return written.read().hex()


def read_tensorboard(folder: str) -> None:
    from tensorboard.backend.event_processing.event_multiplexer import EventMultiplexer

    multiplexer = EventMultiplexer().AddRunsFromDirectory(folder)
    multiplexer.Reload()
    for run, tags in sorted(multiplexer.Runs().items()):
        print("tensorboard", run, sorted(tags["scalars"]))
        for tag in sorted(tags["scalars"]):
            last = multiplexer.Scalars(run, tag)[-1]
            print("   ", tag, len(multiplexer.Scalars(run, tag)), last.step, last.value, last.wall_time)


def read_mlflow(folder: str) -> None:
    os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
    from mlflow.store.tracking.file_store import FileStore

    store = FileStore(os.path.abspath(folder))
    for experiment in store.search_experiments():
        print("mlflow", experiment.experiment_id, experiment.name, experiment.artifact_location)
        for run in store.search_runs([experiment.experiment_id], "", 1):
            print("  ", run.info.run_name, run.info.status, run.info.start_time, run.info.end_time)
            print("    params", json.dumps(run.data.params, sort_keys=True))
            print("    last  ", json.dumps(run.data.metrics, sort_keys=True))
            history = store.get_metric_history(run.info.run_id, "validation.accuracy")
            print("    validation.accuracy", [(m.step, m.value) for m in history][:3], len(history))


if sys.argv[1] == "bytes":
    print(json.dumps(tensorboard_bytes()))
else:
    read_tensorboard(sys.argv[2])
    read_mlflow(sys.argv[3])
