# Never ends, with every signal blocked and exceptions caught.
# expect: timeout
import signal, time
signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
end = time.process_time() + 20
while time.process_time() < end:
    try:
        time.sleep(1)
    except BaseException:
        pass
