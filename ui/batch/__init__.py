"""Many pages in one run, which may be interrupted and goes on where it stopped."""

from songngu.ui.batch.inputs import BatchInput, find_inputs
from songngu.ui.batch.manifest import Entry, Manifest, State
from songngu.ui.batch.run import BatchSummary, Settings, run_batch

__all__ = [
    "BatchInput",
    "BatchSummary",
    "Entry",
    "Manifest",
    "Settings",
    "State",
    "find_inputs",
    "run_batch",
]
