"""Helpers for temperatures.

>>> celsius(212)
100.0
"""

from __future__ import annotations

ZERO = 273.15


def celsius(fahrenheit: float) -> float:
    """Convert to Celsius.

    Args:
        fahrenheit: The temperature.

    Returns:
        The temperature in Celsius.

    Example:
        >>> celsius(32)
        ⟦0.0¦0⟧
        >>> round(celsius(100), 1)
        ⟦37.8¦37.7⟧
    """
    return (fahrenheit - 32) * 5 / 9


class Scale:
    """A scale with an offset.

    >>> Scale(ZERO).to(1)
    ⟦274.15¦273.15⟧
    """

    def __init__(self, offset: float) -> None:
        self.offset = offset

    def to(self, value: float) -> float:
        """Shift a value.

        >>> kelvin = Scale(ZERO)
        >>> kelvin.to(0)
        ⟦273.15¦0⟧
        """
        return value + self.offset


if __name__ == "__main__":
    raise SystemExit("not a script")
