"""The list of cases: each makes one repository and says how its export must end."""

import collections.abc
import dataclasses

from repository import Repository

EXPORTED = "exported"


@dataclasses.dataclass(frozen=True)
class Case:
    """A case.

    `outcome` is "exported", a condition such as "empty", or "failed". `words` must be in the report of an outcome other
    than "exported": a regular expression.
    """

    name: str
    module: str
    make: collections.abc.Callable[[Repository], None]
    outcome: str
    words: str


CASES: list[Case] = []


def case(outcome: str = EXPORTED, words: str = "") -> collections.abc.Callable:
    """Adds a function to the cases, under its own name."""

    def add(make: collections.abc.Callable[[Repository], None]) -> collections.abc.Callable[[Repository], None]:
        CASES.append(Case(make.__name__.replace("_", "-"), make.__module__, make, outcome, words))
        return make

    return add


def cases(variants: dict[str, object], outcome: str = EXPORTED, words: str = "") -> collections.abc.Callable:
    """Adds one case for each variant: the function's name with the variant's, and the variant's value as an argument."""

    def add(make: collections.abc.Callable[[Repository, object], None]) -> collections.abc.Callable:
        for variant, value in variants.items():
            name = f"{make.__name__.replace('_', '-')}-{variant}"
            CASES.append(Case(name, make.__module__, lambda to, value=value: make(to, value), outcome, words))
        return make

    return add
