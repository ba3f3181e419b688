"""Why a program prints something else each time, as far as two outputs and its code tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from generator.checking.variation import (
    ADDRESS,
    ELSEWHERE,
    HOUSE,
    MOMENT,
    SVG,
    TEMPORARY,
    Variation,
)
from generator.running.machine.environ import VARIED
from generator.running.programs.signs import signs
from generator.running.worker.world.machine_names import OTHER, USUAL

ZONE = VARIED["TZ"][:3]
EAST = "-20700"  # `time.timezone` there
UNKNOWN = (
    "cause unknown",
    "find what differs and fix it",
)


@dataclass(frozen=True, slots=True)
class Cause:
    """A reason for a difference, what mends it, and when the evidence speaks for it."""

    name: str
    mend: str
    holds: Callable[[Variation], bool]


LOCAL = (
    r".*fromtimestamp$",
    r".*\.(?:astimezone|timestamp)$",
    r"time\.(?:localtime|mktime|tzname|tzset|ctime|strftime)$",
)
CLOCK = (
    r"time\.(?:time|clock|perf_counter|monotonic|process_time|thread_time)",
    r"time\.(?:strftime|ctime|asctime|localtime|gmtime)",
    r"(?:.*\.)?(?:now|today|utcnow)$",
    r"timeit\.",
    r"(?:torch\.utils\.)?benchmark\.",
    r".*\.(?:elapsed_time|blocked_autorange)$",
    r"email\.utils\.(?:formatdate|localtime|make_msgid)",
)
NOW = (
    r"time\.(?:time|strftime)",
    r"time\.(?:localtime|gmtime|ctime|asctime)\(\)$",
    r"(?:.*\.)?(?:now|today|utcnow)$",
)
ASKING = (r"numpy\.", r"sqlite3\.")  # these have a clock of their own
SETS = (r"\{\}$", r"set$", r"frozenset$", r".*\.(?:union|intersection|difference)$")
HASHED = "print `sorted(…)` of it: string hashes, and so the order, change"
# In this order: what the outputs prove by themselves, then what the code makes likely.
CAUSES = (
    Cause(
        "an address in memory",
        "print an attribute that stays the same, or give the class a `__repr__`",
        lambda e: e.same_without(ADDRESS) and bool(ADDRESS.search(e.first)),
    ),
    Cause(
        "the path of a temporary folder",
        "print only the name within the folder",
        lambda e: e.same_without(TEMPORARY) and e.uses("tempfile", r".*mkdtemp", r".*mkstemp"),
    ),
    Cause(
        "the name of the machine",
        "do not print it: it differs between machines",
        lambda e: e.became((USUAL.host, OTHER.host)),
    ),
    Cause(
        "the name of the user",
        "do not print it: it differs between readers",
        lambda e: e.became((USUAL.user, OTHER.user)),
    ),
    Cause(
        "the time zone",
        "name the zone, as in `datetime.fromtimestamp(…, timezone.utc)` or `time.gmtime`",
        lambda e: e.became(("UTC", ZONE), ("0", EAST)) or (e.uses(*LOCAL) and not e.uses(*NOW)),
    ),
    Cause(
        "the clock",
        "print no dates, or those of a time that you set",
        lambda e: e.same_without(MOMENT) and bool(MOMENT.search(e.first)),
    ),
    Cause(
        "the current folder",
        "print paths relative to it",
        lambda e: bool(ELSEWHERE.search(e.second)) and not ELSEWHERE.search(e.first),
    ),
    Cause(
        "the home folder",
        "print paths relative to it",
        lambda e: bool(HOUSE.search(e.second)) and not HOUSE.search(e.first),
    ),
    Cause("an address in memory", "do not print what `id()` gives", lambda e: e.uses(r"id$")),
    Cause(
        "the hash of a string",
        "use `hashlib` or `zlib.crc32`: `hash()` of a string differs between processes",
        lambda e: e.uses(r"hash$"),
    ),
    Cause(
        "the id of a process or thread",
        "do not print it",
        lambda e: e.uses(r"os\.getp?pid", r".*\.(?:get_ident|get_native_id)$"),
    ),
    Cause(
        "a port number",
        "do not print it: the system assigns any free port",
        lambda e: e.uses(r".*\.getsockname$", r".*\.bind$", r"socket\.create_server"),
    ),
    Cause(
        "the inode number of a file",
        "do not print it",
        lambda e: e.uses(r"\.st_(?:ino|dev)$", r".*\.inode$"),
    ),
    Cause(
        "the timestamp of a file",
        "set it with `os.utime` first, or do not print it",
        lambda e: e.uses(r"\.st_[amc]?(?:birth)?time", r".*\.get[amc]time$"),
    ),
    Cause(
        "random identifiers in an SVG",
        'set `matplotlib.rcParams["svg.hashsalt"]`, and save it with `metadata={"Date": None}`',
        lambda e: e.uses(r"matplotlib\.") and bool(SVG.search(e.first)),
    ),
    Cause(
        "the number of processors",
        "do not print it: it differs between machines",
        lambda e: e.uses(r"(?:os|multiprocessing)\.(?:process_)?cpu_count", r"os\.sched_get"),
    ),
    Cause(
        "the width of the terminal",
        "pass a width, such as `argparse.HelpFormatter(…, width=80)`",
        lambda e: e.uses(r".*get_terminal_size$") or (e.rewrapped and not e.uses(*CLOCK)),
    ),
    Cause("the locale", "name the locale", lambda e: e.uses(r"locale\.")),
    Cause(
        "the order of a set",
        HASHED,
        lambda e: e.reordered and e.uses(*SETS),
    ),
    Cause(
        "the number of threads",
        "print fewer digits, claim with match=close, or call torch.set_num_threads(1)",
        lambda e: e.rounded and not e.uses(*CLOCK),
    ),
    Cause(
        "the number of threads",
        "call torch.set_num_threads(1) first, or do not print it",
        lambda e: e.uses(r"torch\.(?:get_num_threads|__config__)"),
    ),
    Cause(
        "uninitialised memory",
        "use `zeros`: `empty` returns whatever the memory held",
        lambda e: e.uses(
            r"(?:torch|numpy)\.empty", r".*\.new_empty$", r"torch\.(?:Tensor|FloatTensor)$"
        ),
    ),
    Cause(
        "unseeded random numbers of PyTorch",
        "call `torch.manual_seed(0)` first",
        lambda e: (
            not e.uses(r"(?:torch\.)(?:random\.)?manual_seed$", r".*\.seed_everything$")
            and e.uses(
                r"torch\.(?:rand|bernoulli|multinomial|normal|poisson|dropout)",
                r"torch\.nn\.(?!functional)(?:\w+\.)?[A-Z]",
                r"torch\.nn\.(?:functional\.\w*dropout|init\.)",
                r"shuffle=True$",
                r"torch\.(?:utils\.data\.)random_split",
                r".*\.random_split$",
                r".*\.(?:normal_|uniform_|random_|bernoulli_|exponential_)$",
                r"torch\.distributions",
                r"(?!random\.|numpy\.).*\.r?sample$",
            )
        ),
    ),
    Cause(
        "unseeded random numbers of NumPy",
        "call `np.random.seed(0)` first, or draw from `np.random.default_rng(0)`",
        lambda e: e.uses(r"numpy\.random\.(?!seed$)"),
    ),
    Cause(
        "unseeded random numbers",
        "call `random.seed(0)` first",
        lambda e: not e.uses(r"random\.seed$") and e.uses(r"random\.(?!SystemRandom)"),
    ),
    Cause(
        "a seed that is drawn itself",
        "pass a number to `seed`",
        lambda e: e.uses(r".*\bseed\(\)$", r"torch\.(?:random\.)?initial_seed$"),
    ),
    Cause(
        "the address of the network card",
        "do not print it: it differs between machines",
        lambda e: e.uses(r"uuid\.(?:getnode|uuid1)"),
    ),
    Cause(
        "random identifiers",
        "no seed makes these repeatable: do not print them",
        lambda e: e.uses(
            r"uuid\.uuid4", r"secrets\.", r"os\.(?:urandom|getrandom)", "random.SystemRandom"
        ),
    ),
    Cause(
        "the clock",
        "print a conclusion instead of times, such as which is shorter",
        lambda e: e.uses(*CLOCK) or (e.uses(*ASKING) and e.uses(r"'now'$")),
    ),
    Cause(
        "the order in which threads or processes finish",
        "collect their results and print them in order",
        lambda e: e.uses(r"threading\.", r"concurrent\.", r"multiprocessing\.", r".*as_completed"),
    ),
    Cause("the order of a set", HASHED, lambda e: e.uses(*SETS)),
    Cause(
        "the order of a folder's files",
        "print `sorted(…)` of them",
        lambda e: (
            e.reordered and e.uses(r"os\.f?(?:listdir|scandir|walk)", r".*glob$", r".*\.iterdir$")
        ),
    ),
    Cause(
        "another program's output",
        "have it print what stays the same",
        lambda e: e.uses(r"subprocess\.", r"os\.(?:system|popen)", r".*\bcreate_subprocess_"),
    ),
)


def cause_of(first: str, second: str, code: str) -> tuple[str, str]:
    """The likely cause of a difference between two outputs of `code`, and what mends it.

    Without evidence for any it is `UNKNOWN`.
    """
    evidence = Variation(first, second, signs(code))
    found = next((cause for cause in CAUSES if cause.holds(evidence)), None)
    return (found.name, found.mend) if found else UNKNOWN
