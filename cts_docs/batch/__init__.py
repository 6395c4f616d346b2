"""Many workbooks at a time: one executor seam, answers in the order of the workbooks.

The same work goes to processes of this machine or to a Dask cluster over a shared folder; both
are `concurrent.futures` executors. What one workbook does to a worker never stops the others.
"""

from __future__ import annotations

from cts_docs.batch.batches import Batch, Means, render_workbooks

__all__ = ["Batch", "Means", "render_workbooks"]
