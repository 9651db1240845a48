"""``network-allowed``: a step reaches no address but those that the policy lets it."""

from collections.abc import Iterator
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import ClassVar, NamedTuple

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.errors import FormatError
from pbom.model.attestation import StepAttestation
from pbom.model.explained import NO_TRACE
from pbom.model.finding import Finding
from pbom.model.layout import Layout
from pbom.model.pbom import Pbom
from pbom.model.reasons import said
from pbom.model.trace import Connection, Trace
from pbom.rules import Default, Rule

SHOWN = 20


class Destination(NamedTuple):
    """Addresses that may be reached.

    Attributes:
        network: Which.
        port: The only port; 0 for any.
    """

    network: IPv4Network | IPv6Network
    port: int


class NetworkAllowed(Struct, frozen=True):
    """Numeric addresses only: the name that was asked for proves nothing of where it led.

    Attributes:
        allowed: What may be reached; nothing by default.
    """

    allowed: tuple[Destination, ...] = ()
    id: ClassVar[str] = "network-allowed"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "NetworkAllowed":
        """The rule; ``allowed`` lists networks, each with a port or without.

        Raises:
            FormatError: One of them is no network.
        """
        del layout
        place = fields.path("allowed")
        listed = fields.texts("allowed")
        return cls(tuple(_destination(text, f"{place}[{at}]") for at, text in enumerate(listed)))

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each address that is not allowed, and for a step that was not watched."""
        del at
        for attestation in pbom.attestations:
            trace = attestation.statement.trace
            if trace is None or trace.scope == "files":
                yield self._finding(attestation, NO_TRACE, "missing")
                continue
            strange: dict[tuple[str, int], Connection] = {}
            for item in trace.connections:
                if not self._lets(item):
                    strange.setdefault((item.address, item.port), item)
            for item in list(strange.values())[:SHOWN]:
                yield self._finding(attestation, _in_words(item, trace), "")
            if len(strange) > SHOWN:
                yield self._finding(attestation, f"{len(strange) - SHOWN} more addresses", "")

    def _lets(self, item: Connection) -> bool:
        if item.family == "unix" or item.reach == "lookup":
            return True  # the machine itself, and the name of what is reached next
        if item.family == "other":
            return False
        address = ip_address(item.address)
        return any(
            address.version == network.version and address in network and port in {0, item.port}
            for network, port in self.allowed
        )

    def _finding(self, attestation: StepAttestation, found: str, cause: str) -> Finding:
        allowed = ", ".join(f"{network}" for network, _ in self.allowed) or "no address"
        return Finding(
            rule=self.id,
            subject=f"step {attestation.statement.step}",
            expected=f"connections to {allowed} only",
            found=found,
            fix="build without network, from locked and cached dependencies, or list the address "
            "under `allowed` of [rules.network-allowed]",
            cause="missing" if cause else "denied",
            evidence=(attestation.bundle,),
        )


def _in_words(item: Connection, trace: Trace) -> str:
    names = sorted(
        {other.host for other in trace.connections if other.process == item.process and other.host}
    )
    asked = f", after asking for {', '.join(names[:3])}" if names else ""
    port = f" port {item.port}" if item.port else ""
    return f"{item.reach} {item.address}{port} by {said(trace, item.process)}{asked}"


def _destination(text: str, place: str) -> Destination:
    host, colon, port = (
        text.rpartition(":") if text.count(":") == 1 or "]" in text else (text, "", "")
    )
    try:
        network = ip_network(host.strip("[]"))
        number = int(port) if colon and port else 0
    except ValueError as error:
        raise FormatError(
            f"expected a network such as 10.0.0.0/8 or 127.0.0.1:53: {error}"[:300], place=place
        ) from error
    return Destination(network, number)


plugin: type[Rule] = NetworkAllowed
