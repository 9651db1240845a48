"""Rules: what must be true of a release.

The law of the family: a rule is a value that is parsed from a policy and then asked. It looks at
attestations only, says every way in which they break it, and is monotonic: taking evidence away
may add findings and never removes one that blocks. Missing evidence is a finding, never a pass.

One file each; the file name is the rule's id, the anchor in ``spec/rules.md`` and the name of its
test. A file ends in ``plugin: type[Rule] = TheRule``: that line registers it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Literal, Protocol

from pbom.codec.fields import Fields
from pbom.model.finding import Finding
from pbom.model.layout import Layout
from pbom.model.pbom import Pbom

Default = Literal["deny", "warn", "off"]

UNNAMED = (
    "artifact_attested",
    "certificate_agrees",
    "command_expected",
    "fresh",
    "same_run",
    "source_pinned",
    "step_signed",
    "steps_chained",
)
"""The files of the rules that apply without being named, so that the others need not be loaded to
find them. A test holds this table against them.
"""


class Rule(Protocol):
    """A rule with its parameters.

    Attributes:
        id: The name that policies use.
        default: What happens where a policy does not mention the rule.
        floor: Whether a policy may not weaken it.
    """

    id: ClassVar[str]
    default: ClassVar[Default]
    floor: ClassVar[bool]

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "Rule":
        """The rule with the parameters that a policy gives it.

        Raises:
            FormatError: A parameter is missing or wrong.
        """
        ...

    def check(self, pbom: Pbom, at: datetime) -> Iterable[Finding]:
        """Every way in which a release breaks the rule.

        The PBOM holds one group of agreeing attestations for each step of the layout.
        """
        ...
