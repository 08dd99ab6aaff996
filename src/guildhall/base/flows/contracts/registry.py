"""The kinds that modules declare, found by code."""

from __future__ import annotations

from typing import Final

from guildhall.base.flows.contracts.kinds import FlowKind
from guildhall.kernel.errors import Absent, MessageKind

NO_KIND: Final = MessageKind("flows.no_kind", "没有这种申请。", "There is no such kind of application.")


class Kinds:
    """The register of kinds."""

    def __init__(self) -> None:
        self._kinds: dict[str, FlowKind] = {}

    def add(self, kind: FlowKind) -> None:
        """Declare a kind, in `AppConfig.ready`; once however often. Raises ValueError with all that is wrong."""
        from guildhall.base.flows.rules.kinds import faults  # the rule knows these contracts

        wrong = faults(kind)
        held = self._kinds.get(kind.code, kind)
        if held != kind:
            wrong = (*wrong, f"two kinds are called {kind.code}")
        if any(other.prefix == kind.prefix for code, other in self._kinds.items() if code != kind.code):
            wrong = (*wrong, f"two kinds begin their numbers with {kind.prefix}")
        if wrong:
            raise ValueError(f"{kind.code}: {'; '.join(wrong)}")
        self._kinds[kind.code] = kind

    def remove(self, kind: FlowKind) -> None:
        """Take a kind out again, for tests."""
        self._kinds.pop(kind.code, None)

    def find(self, code: str) -> FlowKind | None:
        """The kind of a code, None where no module declares it."""
        return self._kinds.get(code)

    def of(self, code: str) -> FlowKind:
        """The kind of a code. Raises Absent where no module declares it."""
        held = self._kinds.get(code)
        if held is None:
            raise Absent(NO_KIND())
        return held

    def all(self) -> tuple[FlowKind, ...]:
        """Every kind, by code."""
        return tuple(self._kinds[code] for code in sorted(self._kinds))


KINDS: Final = Kinds()
