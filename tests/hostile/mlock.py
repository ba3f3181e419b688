# Locks its memory, and looks at its limits.
# expect: held
import ctypes, resource
l = ctypes.CDLL(None, use_errno=True)
print("mlockall", l.mlockall(3), ctypes.get_errno())
print([resource.getrlimit(getattr(resource, n)) for n in ("RLIMIT_DATA", "RLIMIT_NOFILE", "RLIMIT_NPROC", "RLIMIT_MEMLOCK", "RLIMIT_RTPRIO", "RLIMIT_MSGQUEUE", "RLIMIT_SIGPENDING")])
