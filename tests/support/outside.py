"""Programs that show the world outside of them, each with a sibling that is the same everywhere.

`OUTSIDE` maps a name to (program, sibling, a word of the cause).
"""

from __future__ import annotations

OUTSIDE: dict[str, tuple[str, str, str]] = {
    "today": (
        "from datetime import date\nprint(date.today())",
        "from datetime import date\nprint(date.today() > date(2020, 1, 1))",
        "clock",
    ),
    "year": (
        "import datetime\nprint(datetime.datetime.now().year)",
        "import datetime\nprint(datetime.datetime(2024, 1, 1).year)",
        "clock",
    ),
    "weekend": (
        "from datetime import date\nprint(date.today().weekday() >= 5)",
        "from datetime import date\nprint(date.today().weekday() >= 0)",
        "clock",
    ),
    "morning": (
        "import time\nprint('morning' if time.localtime().tm_hour < 12 else 'evening')",
        "import time\nprint('morning' if time.gmtime(0).tm_hour < 12 else 'evening')",
        "clock",
    ),
    "leap year": (
        "import calendar, datetime\nprint(calendar.isleap(datetime.date.today().year))",
        "import calendar\nprint(calendar.isleap(2024))",
        "clock",
    ),
    "quarter": (
        "import time\nprint((time.gmtime().tm_mon - 1) // 3)",
        "import time\nprint((time.gmtime(0).tm_mon - 1) // 3)",
        "clock",
    ),
    "strftime": (
        "import time\nprint(time.strftime('%B'))",
        "import time\nprint(time.strftime('%Y', time.gmtime(0)))",
        "clock",
    ),
    "imported name": (
        "from time import time as now\nprint(int(now()) // 86400)",
        "from time import time as now\nprint(now() <= now())",
        "clock",
    ),
    "aware": (
        "from datetime import datetime, timezone\nprint(datetime.now(timezone.utc).date())",
        "from datetime import datetime, timezone\nprint(datetime.now(timezone.utc).tzinfo)",
        "clock",
    ),
    "clock by number": (
        "import time\nprint(time.clock_gettime_ns(time.CLOCK_REALTIME) // 10**13)",
        "import time\nt = time.clock_gettime(time.CLOCK_REALTIME)\nprint(abs(t - time.time()) < 1)",
        "clock",
    ),
    "now in NumPy": (
        "import numpy as np\nprint(np.datetime64('now'))",
        "import numpy as np, time\nprint(abs(np.datetime64('now').astype(int) - time.time()) < 9)",
        "clock",
    ),
    "today in an array": (
        "import numpy\nprint(numpy.array(['today'], 'M8[D]'))",
        "import numpy, time\nt = numpy.array(['today'], 'M8[D]').astype(int)[0]\n"
        "print(abs(time.time() // 86400 - t) <= 1)",
        "clock",
    ),
    "now in SQLite": (
        "import sqlite3\ndb = sqlite3.connect(':memory:')\n"
        "print(db.execute(\"select date('now')\").fetchone())",
        "import sqlite3, time\ndb = sqlite3.connect(':memory:')\n"
        "(t,) = db.execute(\"select strftime('%s', 'now')\").fetchone()\n"
        "print(abs(int(t) - time.time()) < 9)",
        "clock",
    ),
    "default in SQLite": (
        "import sqlite3\nwith sqlite3.connect('a') as db:\n"
        "    db.execute('create table t (n, at default current_timestamp)')\n"
        "    db.execute('insert into t (n) values (1)')\n"
        "print(db.execute('select * from t').fetchall())",
        "import sqlite3\nwith sqlite3.connect('a') as db:\n"
        "    db.execute('create table t (n, at default current_timestamp)')\n"
        "    db.execute('insert into t values (1, 2)')\n"
        "print(db.execute('select * from t').fetchall())",
        "clock",
    ),
    "e-mail": (
        "from email.utils import formatdate\nprint(formatdate()[5:16])",
        "from email.utils import formatdate\nprint(formatdate(0))",
        "clock",
    ),
    "short duration": (
        "import time\nt = time.perf_counter()\nsum(range(10**6))\nprint(round(time.perf_counter() - t, 3))",
        "import time\nt = time.perf_counter()\nsum(range(1000))\nprint(round(time.perf_counter() - t))",
        "clock",
    ),
    "short duration by the wall clock": (
        "import time\nt = time.time()\nsum(range(10**6))\nprint(f'{time.time() - t:.3f}')",
        "import time\nt = time.time()\ntime.sleep(0.2)\nprint(f'{time.time() - t:.1f}')",
        "clock",
    ),
    "file time": (
        "import os\nopen('a', 'w').close()\nprint(int(os.stat('a').st_mtime))",
        "import os, time\nt = time.time()\nopen('a', 'w').close()\nos.utime('a', (5, 7))\n"
        "print(os.stat('a').st_mtime, os.path.getctime('a') >= t - 1)",
        "timestamp of a file",
    ),
    "file's age": (
        "from pathlib import Path\nPath('a').touch()\nprint(int(Path('a').stat().st_mtime) // 3600)",
        "import time\nfrom pathlib import Path\nPath('a').touch()\n"
        "print(-1 < time.time() - Path('a').stat().st_mtime < 5)",
        "timestamp of a file",
    ),
    "inode": (
        "import os\nopen('a', 'w').close()\nprint(os.stat('a').st_ino)",
        "import os\nopen('a', 'w').close()\nprint(os.stat('a').st_ino == os.lstat('a').st_ino)",
        "number of a file",
    ),
    "folder's order": (
        "import os\nfor n in 'abc': open(n, 'w').close()\nprint([f for f in os.listdir() if len(f) == 1])",
        "import os\nfor n in 'abc': open(n, 'w').close()\nprint(sorted(os.listdir()))",
        "folder's files",
    ),
    "entries": (
        "import os\nfor n in 'abc': open(n, 'w').close()\n"
        "with os.scandir() as found:\n    print([e.name for e in found if e.is_file()])",
        "import os\nopen('a', 'w').close()\n"
        "with os.scandir() as found:\n    print([e.name for e in found if e.is_file()])",
        "folder's files",
    ),
    "host": (
        "import socket\nprint(socket.gethostname())",
        "import socket\nprint(socket.gethostbyname(socket.gethostname()))",
        "name of the machine",
    ),
    "node": (
        "import platform\nprint(platform.node())",
        "import platform\nprint(platform.node() == platform.uname().node, platform.system())",
        "name of the machine",
    ),
    "user": (
        "import getpass\nprint(getpass.getuser())",
        "import getpass\nprint(len(getpass.getuser()) > 0)",
        "name of the user",
    ),
    "time zone": (
        "import time\nprint(time.tzname[0])",
        "from datetime import timezone\nprint(timezone.utc)",
        "time zone",
    ),
    "epoch": (
        "from datetime import datetime\nprint(datetime.fromtimestamp(0))",
        "from datetime import datetime, timezone\nprint(datetime.fromtimestamp(0, timezone.utc))",
        "time zone",
    ),
    "columns": (
        "import shutil\nprint(shutil.get_terminal_size().columns)",
        "import shutil\nprint(shutil.get_terminal_size().lines)",
        "width of the terminal",
    ),
    "help": (
        "import argparse\np = argparse.ArgumentParser('tool')\n"
        "p.add_argument('--name', help='a word ' * 20)\np.print_help()",
        "import argparse\np = argparse.ArgumentParser('tool')\n"
        "p.add_argument('--name', help='a word')\np.print_help()",
        "width of the terminal",
    ),
    "processors": (
        "import os\nprint(os.cpu_count())",
        "import os\nprint(os.cpu_count() > 0)",
        "number of processors",
    ),
    "affinity": (
        "import os\nprint(len(os.sched_getaffinity(0)))",
        "import os\nprint(len(os.sched_getaffinity(0)) > 0)",
        "number of processors",
    ),
    "current folder": (
        "import os\nprint(os.getcwd())",
        "import os\nprint(os.path.relpath(os.getcwd(), os.getcwd()))",
        "current folder",
    ),
    "name of the current folder": (
        "from pathlib import Path\nprint(Path.cwd().name)",
        "from pathlib import Path\nprint(Path('a/b').name)",
        "current folder",
    ),
    "absolute path": (
        "from pathlib import Path\nPath('a').touch()\nprint(Path('a').resolve())",
        "from pathlib import Path\nPath('a').touch()\nprint(Path('a').resolve().name)",
        "current folder",
    ),
    "home": (
        "from pathlib import Path\nprint(Path.home())",
        "from pathlib import Path\nprint((Path.home() / 'x').name)",
        "home folder",
    ),
    "temporary folder": (
        "import tempfile\nprint(tempfile.gettempdir())",
        "import tempfile, os\nprint(os.path.isdir(tempfile.gettempdir()))",
        "temporary folder",
    ),
    "port": (
        "import socket\ns = socket.socket()\ns.bind(('127.0.0.1', 0))\nprint(s.getsockname()[1])",
        "import socket\ns = socket.socket()\ns.bind(('127.0.0.1', 0))\nprint(s.getsockname()[0])",
        "port",
    ),
    "language": (
        "import os\nprint(os.environ['LANG'])",
        "import os\nprint(len(os.environ['LANG']) > 1)",
        "unknown",
    ),
    "shell": (
        "import subprocess\nprint(subprocess.run(['hostname'], capture_output=True, text=True).stdout)",
        "import subprocess\nprint(subprocess.run(['echo', '1'], capture_output=True, text=True).stdout)",
        "name of the machine",
    ),
}
# Programs that could tell that their clock, or another function, was replaced.
FAITHFUL = (
    "import time\nprint(time.time, time.localtime, time.time.__name__, time.time.__module__)",
    "import time\nprint(repr(time.time.__self__), time.time.__doc__.split()[0])",
    "import inspect, time\nprint(inspect.isbuiltin(time.time), callable(time.time))",
    "import pickle, time\nprint(pickle.loads(pickle.dumps(time.time)) is time.time)",
    "import datetime\nclass D(datetime.datetime): pass\n"
    "print(type(D.now()).__name__, type(D.utcnow()).__name__, type(D.today()).__name__)",
    "import datetime, pickle\nd = datetime.datetime.now()\n"
    "print(pickle.loads(pickle.dumps(d)) == d, isinstance(d, datetime.date))",
    "import datetime\nd = datetime.datetime\nprint(d.now().tzinfo, d.now(datetime.timezone.utc).tzinfo)\n"
    "print(abs((d.now() - d.today()).total_seconds()) < 1)",
    "import time\nclass F:\n    convert = time.gmtime\nprint(F().convert(0).tm_year)",
    "import logging\nprint(logging.Formatter.converter, logging.Formatter().formatTime"
    "(logging.makeLogRecord({'created': 0.0})) != '')",
    "import time\ntry:\n    time.localtime('x')\nexcept TypeError as e:\n    print(e)\n"
    "try:\n    time.time(1)\nexcept TypeError as e:\n    print(e)",
    "import os\ntry:\n    os.stat('missing')\nexcept OSError as e:\n    print(e)\n"
    "try:\n    os.urandom(-1)\nexcept ValueError as e:\n    print(e)",
    "import traceback, time\ntry:\n    time.strftime(5)\nexcept TypeError:\n    traceback.print_exc()",
    "import time\na = time.monotonic()\ntime.sleep(0.05)\nb = time.monotonic()\nprint(0.04 < b - a < 4)",
    "import time\nt = [time.time() for _ in range(1000)]\nprint(t == sorted(t))",
    "import time\nt = [time.perf_counter_ns() for _ in range(1000)]\nprint(t == sorted(t))",
    "import os, time\nt = time.time()\nwith open('a', 'w') as f:\n    sum(range(10**6))\n    f.write('x')\n"
    "print(t - 1 <= os.stat('a').st_mtime <= time.time() + 1)",
    "import os\nos.mkdir('d')\nfor n in 'ab': open('d/' + n, 'w').close()\n"
    "import shutil\nshutil.rmtree('d')\nprint(os.path.exists('d'))",
    "import os\nopen('a', 'w').close()\ns = os.stat('a')\n"
    "print(type(s), len(s), s[8] == int(s.st_mtime), abs(s.st_mtime - s.st_mtime_ns / 1e9) < 1e-6, s.st_size)",
    "import asyncio\nasync def main():\n    loop = asyncio.get_running_loop()\n    t = loop.time()\n"
    "    await asyncio.sleep(0.05)\n    print(0.04 < loop.time() - t < 4)\nasyncio.run(main())",
    "import threading\ne = threading.Event()\nprint(e.wait(0.05))\n"
    "t = threading.Timer(0.05, e.set)\nt.start()\nprint(e.wait(10))",
    "import sys\nopen('module.py', 'w').write('x = 1')\nimport module\nprint(module.x)\n"
    "open('module.py', 'w').write('x = 22')\nimport importlib\nprint(importlib.reload(module).x)",
    "import os, uuid\nr, w = os.pipe()\nif os.fork() == 0:\n    os.write(w, uuid.uuid4().bytes)\n"
    "    os._exit(0)\nos.wait()\nprint(os.read(r, 16) != uuid.uuid4().bytes)",
    "import random\nr = random.Random()\nprint(len({random.Random().random() for _ in range(9)}))",
    "import random\nrandom.seed(3)\na = random.random()\nrandom.seed(3)\nprint(a == random.random(), a)",
    "import os\nprint(len(os.urandom(5)), os.urandom(0), len(os.urandom(10**6)))",
    "import timeit\nprint(timeit.timeit('1', number=10) > 0)",
    "import os\nfor n in 'ba': open(n, 'w').close()\nprint(sorted(e.name for e in os.scandir() if e.is_file()))\n"
    "print(sorted(f for _, _, files in os.walk('.') for f in files)[-2:])",
)
