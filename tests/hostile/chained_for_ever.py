# An exception that is its own cause, many times over.
# expect: raised
errors = [ValueError(str(n)) for n in range(3000)]
for one, other in zip(errors, errors[1:]):
    one.__cause__ = other
errors[-1].__cause__ = errors[0]
raise errors[0]
