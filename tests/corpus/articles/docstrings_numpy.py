import bisect


def grade(score, steps=(60, 70, 80, 90), letters="FDCBA"):
    """
    Give a letter for a score.

    Parameters
    ----------
    score : int
        From 0 to 100.

    Examples
    --------
    >>> grade(33)
    'F'
    >>> [grade(s) for s in (60, 89, 90)]
    ['D', ⟦'B'¦'C'⟧, 'A']

    Scores beyond the scale are still a letter:

    >>> grade(101)
    ⟦'A'¦'A+'⟧
    """
    return letters[bisect.bisect(steps, score)]


def insert(row, value):
    """Insert a value where it belongs.

    >>> row = [1, 3]
    >>> insert(row, 2)
    >>> row
    [1, ⟦2, 3¦3, 2⟧]
    >>> insert(None, 1)
    Traceback (most recent call last):
        ...
    TypeError: ⟦object of type 'NoneType' has no len()¦'NoneType' object is not iterable⟧
    """
    bisect.insort(row, value)
