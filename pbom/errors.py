"""Every exception of the package.

    PbomError                 pbom says no to something; has a message and, where known, a hint
    |-- UsageError            the question was wrong: arguments, configuration
    |   `-- PolicyError       the policy file cannot be used
    |-- RecordingError        a step could not be recorded
    |   `-- CommandNotStartedError  its command did not even start
    |-- FormatError           untrusted bytes are not what they should be; says where
    |   |-- UnknownSchemaError   they are of a version of their format that nobody here knows
    |   `-- LimitError           they hold more than is read
    |-- AuthenticationError   nobody who is trusted vouches for these bytes; says why
    |-- EvidenceMissingError  what was asked for, or what evidence refers to, is not there
    `-- StoreError            the store or the file system failed

A policy's "no" is not an exception: it is a ``Verdict``.
"""

from typing import Literal

AuthenticationReason = Literal[
    "unsigned",
    "bad-encoding",
    "bad-signature",
    "wrong-hint",
    "unknown-signer",
    "key-type-mismatch",
    "no-trusted-time",
    "key-expired",
    "key-not-yet-valid",
    "key-revoked",
    "wrong-payload-type",
    "no-trusted-root",
    "outside-validity",
    "bad-certificate",
    "wrong-identity",
]


class PbomError(Exception):
    """Something that pbom refuses, in words for people.

    Attributes:
        hint: What to do about it, one line; empty where nothing is known to help.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(PbomError):
    """The arguments or the configuration make no sense."""


class PolicyError(UsageError):
    """The policy cannot be read, or would be weaker than its author can have meant."""


class RecordingError(PbomError):
    """A step could not be recorded; its command may or may not have run."""


class CommandNotStartedError(RecordingError):
    """The command could not be started, and nothing was recorded.

    Attributes:
        exit_code: What a shell would return: 127 where there is no such command, else 126.
    """

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class FormatError(PbomError):
    """Bytes from outside are not in the format they claim.

    Attributes:
        place: Where in the document, as a JSON path such as ``$.subject[0].digest``.
        problem: What is wrong there.
        document: Which document; empty until somebody knows.
        key: The member there that it is about, where the place is what holds it.
    """

    def __init__(
        self, problem: str, *, place: str = "$", document: str = "", key: str = ""
    ) -> None:
        where = f"{document}: {place}" if document else place
        super().__init__(f"{where}: {problem}")
        self.problem = problem
        self.place = place
        self.document = document
        self.key = key

    def within(self, document: str) -> "FormatError":
        """The same error, naming the document it was found in."""
        return FormatError(self.problem, place=self.place, document=document, key=self.key)


class UnknownSchemaError(FormatError):
    """A document says that it is of a version of its format that its reader does not know."""


class LimitError(FormatError):
    """A document holds more of something than is read."""


class AuthenticationError(PbomError):
    """No trusted functionary vouches for an envelope.

    Attributes:
        reason: The kind of failure, a word that programs can rely on.
        found: What was there instead, such as the key that did sign.
        expected: What would have been good; empty where a signature by somebody trusted would.
    """

    def __init__(
        self,
        reason: AuthenticationReason,
        message: str,
        *,
        found: str = "",
        expected: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(f"{reason}: {message}", hint=hint)
        self.reason = reason
        self.found = found
        self.expected = expected


class EvidenceMissingError(PbomError):
    """Evidence that is needed is not in the store or the archive."""


class StoreError(PbomError):
    """Evidence could not be written or read back."""
