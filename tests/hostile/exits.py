# Ends the process as a program would.
# expect: exit
import sys
sys.exit(3)
