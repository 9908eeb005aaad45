"""Handouts → files, several at a time: jobs go in, what was written comes out."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event

from pipeline.handout.model import Handout
from pipeline.handout.writers import dated_writer, layout
from pipeline.handout.writers import write as made
from pipeline.handout.writers.inspection import Remark
from pipeline.system import files


@dataclass(frozen=True)
class Job:
    """A file to write.

    Attributes:
        path: Where.
        format: From `writers.FORMATS`.
        folder: Of the article, for its images.
        time: The date that the file bears.
    """

    path: Path
    format: str
    handout: Handout
    folder: Path
    time: datetime


@dataclass(frozen=True)
class Written:
    """A file that was written: its digest, its size in bytes, and what is amiss with it."""

    job: Job
    digest: str
    size: int
    remarks: tuple[Remark, ...] = ()


def run(jobs: Sequence[Job]) -> Iterator[Written]:
    """Write files, as many at a time as there are processors, and yield each when it is there.

    Threads are enough: WeasyPrint and pandoc work in processes of their own.

    Raises:
        HandoutsError: Where a file cannot be written, after all others were.
        KeyboardInterrupt: Where the user stops it; nothing half-written is left then.
    """
    stop = Event()

    def write(job: Job) -> Written | None:
        if stop.is_set():
            return None
        content, remarks = made(job.format, job.handout, job.folder, job.time)
        dated = dated_writer(job.format)
        if dated and (before := files.read_if_there(job.path)):
            content = dated.following(content, before)
        files.write_atomic(job.path, content)
        return Written(job, files.digest(content), len(content), remarks)

    failed: dict[int, Exception] = {}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        futures: dict[Future[Written | None], int] = {
            pool.submit(write, job): place for place, job in enumerate(jobs)
        }
        try:
            for future in as_completed(futures):
                if bad := future.exception():
                    if not isinstance(bad, Exception):
                        raise bad
                    failed[futures[future]] = bad
                elif written := future.result():
                    yield written
        except BaseException:
            stop.set()
            layout.stop()  # or the page at hand would be waited for
            raise
    if failed:
        raise failed[min(failed)]
