"""Why a program prints something else each time, as far as two outputs and its code tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from generator.running.machine.environ import VARIED
from generator.running.programs.signs import signs
from generator.running.worker.world.machine_names import OTHER, USUAL

ZONE = VARIED["TZ"][:3]
UNKNOWN = (
    "unknown",
    "find what differs and fix it",
)
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{5,}")
TEMPORARY = re.compile(r"/tmp\b\S*|\btmp\w{6,}")  # names that `tempfile` makes up
NUMBER = re.compile(r"[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
ELSEWHERE = re.compile(r"\belsewhere\b")  # what `worker/order.py` calls a program's folders
HOUSE = re.compile(r"/house\b")
SVG = re.compile(r"clip-path|url\(#|<svg|xlink|dc:date")
WORD = re.compile(r"'[^']*'|\"[^\"]*\"|[\w.+-]+")
WHOLE = re.compile(r"[-+]?\d+")
ROUNDING = 1e-3  # relative: sums in another order are no further apart than this


@dataclass(frozen=True, slots=True)
class Evidence:
    """Two outputs, and what the code uses."""

    first: str
    second: str
    used: frozenset[str]

    def uses(self, *patterns: str) -> bool:
        """Whether a name that the code uses starts with one of `patterns`; one that ends in $ must
        fit the whole name.
        """
        expression = re.compile("|".join(patterns))
        return any(expression.match(name) for name in self.used)

    def same_without(self, pattern: re.Pattern[str]) -> bool:
        """Whether only what `pattern` finds differs."""
        return pattern.sub("", self.first) == pattern.sub("", self.second)

    def became(self, *pairs: tuple[str, str]) -> bool:
        """Whether each word of the first output that is not in the second is the first of a pair,
        and the second of it stands in its place.
        """
        ours, theirs = WORD.findall(self.first), WORD.findall(self.second)
        changed = {(one, other) for one, other in zip(ours, theirs, strict=False) if one != other}
        return bool(changed) and len(ours) == len(theirs) and changed <= set(pairs)

    @property
    def reordered(self) -> bool:
        """Whether the same words stand in another order."""
        words = Counter(WORD.findall(self.first))
        return bool(words) and words == Counter(WORD.findall(self.second))

    @property
    def rewrapped(self) -> bool:
        """Whether the same words stand on other lines."""
        ours, theirs = self.first.split(), self.second.split()
        return ours == theirs and len(ours) > 1

    @property
    def rounded(self) -> bool:
        """Whether only numbers differ, and they only in the last digits."""
        if not self.same_without(NUMBER):
            return False
        ours, theirs = NUMBER.findall(self.first), NUMBER.findall(self.second)
        return bool(ours) and all(map(_near, ours, theirs))


def _near(one: str, other: str) -> bool:
    if one == other:
        return True
    if WHOLE.fullmatch(one) or WHOLE.fullmatch(other):
        return False
    a, b = float(one), float(other)
    return abs(a - b) <= ROUNDING * max(abs(a), abs(b))


@dataclass(frozen=True, slots=True)
class Cause:
    """A reason for a difference, what mends it, and when the evidence speaks for it."""

    name: str
    mend: str
    holds: Callable[[Evidence], bool]


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
        lambda e: e.became(("UTC", ZONE)) or (e.uses(*LOCAL) and not e.uses(*NOW)),
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
                r".*\.r?sample$",
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
        "random identifiers",
        "no seed makes these repeatable: do not print them",
        lambda e: e.uses(
            r"uuid\.uuid[14]", r"secrets\.", r"os\.(?:urandom|getrandom)", "random.SystemRandom"
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
)


def cause_of(first: str, second: str, code: str) -> tuple[str, str]:
    """The likely cause of a difference between two outputs of `code`, and what mends it.

    Without evidence for any the cause is "unknown".
    """
    evidence = Evidence(first, second, signs(code))
    found = next((cause for cause in CAUSES if cause.holds(evidence)), None)
    return (found.name, found.mend) if found else UNKNOWN
