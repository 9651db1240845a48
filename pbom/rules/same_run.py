"""``same-run``: all steps belong to one run of the pipeline."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.model.finding import Finding
from pbom.model.layout import Layout
from pbom.model.pbom import Pbom
from pbom.model.spot import spot
from pbom.rules import Default, Rule


class SameRun(Struct, frozen=True):
    """Every step carries the same run id, so that a test of yesterday cannot vouch for today."""

    id: ClassVar[str] = "same-run"
    default: ClassVar[Default] = "deny"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "SameRun":
        """The rule; it has no parameters."""
        del fields, layout
        return cls()

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """One finding, if there is more than one run."""
        del at
        if len({item.statement.run for item in pbom.attestations}) > 1:
            yield Finding(
                rule=self.id,
                subject="all steps",
                expected="one run id",
                found=", ".join(
                    f"{item.statement.step}: {item.statement.run}" for item in pbom.attestations
                ),
                fix="run all steps again in one pipeline run (outside CI: `PBOM_RUN_ID`)",
                evidence=tuple(item.bundle for item in pbom.attestations),
                spots=tuple(
                    spot(item.bundle, "predicate", "byproducts", "pbom_run")
                    for item in pbom.attestations
                ),
            )


plugin: type[Rule] = SameRun
