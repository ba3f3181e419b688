"""Programs on two workers, one of which is in a network of its own, whose cable is cut once the
first run has come. Run it as a module in another network, as root there; it prints what came.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import dask
from distributed import Client, LocalCluster

from generator.spreading.dask_engine import dask_engine
from generator.spreading.executor_runner import ExecutorRunner
from tests.support.running import printed, program

HERE, CABLE, AWAY = "10.99.0.1", "10.98.0.1", "10.98.0.2"
SILENCE = "11s"  # ends a connection: the least that Dask takes
THERE = """
until ip link set far up 2>/dev/null; do sleep 0.05; done
ip link set lo up
ip address add {away}/24 dev far
ip route add default via {cable}
exec {python} -m distributed.cli.dask_worker {scheduler} --host {away} --nthreads 1 --no-nanny \
  --no-dashboard
"""


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)


def start_away(scheduler: str) -> None:
    """Start a worker in a network of its own, with a cable to this one."""
    settings = {"away": AWAY, "cable": CABLE, "python": sys.executable, "scheduler": scheduler}
    command = ["unshare", "--net", "sh", "-c", THERE.format(**settings)]
    process = subprocess.Popen(command)
    own = Path("/proc/self/ns/net").readlink()
    while Path(f"/proc/{process.pid}/ns/net").readlink() == own:
        time.sleep(0.02)
    ip("link", "add", "near", "type", "veth", "peer", "name", "far", "netns", f"{process.pid}")
    ip("address", "add", f"{CABLE}/24", "dev", "near")
    ip("link", "set", "near", "up")


def main() -> None:
    os.environ["DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP"] = SILENCE
    dask.config.refresh()
    ip("link", "set", "lo", "up")
    ip("address", "add", f"{HERE}/32", "dev", "lo")
    cluster = LocalCluster(
        n_workers=1, threads_per_worker=1, memory_limit=0, dashboard_address=None, host=HERE
    )
    start_away(cluster.scheduler_address)
    with Client(cluster, set_as_default=False) as client:
        client.wait_for_workers(2)
    with dask_engine(cluster.scheduler_address) as engine:
        runner = ExecutorRunner(engine)
        asked = [program(f"import time\ntime.sleep(0.1)\nprint({n})", id=f"{n}") for n in range(24)]
        found: dict[str, str] = {}
        for run in runner.run(asked):
            if not found:
                ip("link", "set", "near", "down")
            assert run.id not in found
            found[run.id] = printed(run) or run.detail
        json.dump(found, sys.stdout)
        sys.stdout.flush()
        os._exit(0)  # what ends politely waits for those that are lost


if __name__ == "__main__":
    main()
