"""Time `load` against bare pyarrow for every table in this process: prints JSON, {table: [bare, load]}, CPU ms."""

from __future__ import annotations

import json
import statistics
import sys
import time

import pyarrow.parquet as pq

import azisrael_data as az


def cpu(work, *arguments) -> float:
    start = time.process_time_ns()
    work(*arguments)
    return (time.process_time_ns() - start) / 1e6


def bare(file) -> None:
    pq.ParquetFile(file).read().to_pandas()


def main() -> None:
    found = {}
    for name in az.tables():
        file = az.path(name)
        pairs = [(cpu(bare, file), cpu(az.load, name)) for _ in range(int(sys.argv[1]))][10:]  # the first ones warm up
        found[name] = [statistics.median(column) for column in zip(*pairs, strict=True)]
    print(json.dumps(found))


if __name__ == "__main__":
    main()
