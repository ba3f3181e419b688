"""Every benchmark, one after the other: `make bench`."""

from __future__ import annotations

from tests.benchmarks import bench_running

if __name__ == "__main__":
    bench_running.main()
