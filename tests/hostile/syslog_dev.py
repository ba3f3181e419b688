# Writes to the system's log, and lists the devices.
# expect: raised
import syslog, os
syslog.syslog("ESCAPED?")
print([d for d in os.listdir("/dev")])
