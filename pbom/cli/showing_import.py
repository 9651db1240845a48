"""Imports in words; nothing believed, and not yet safe to show."""

from collections.abc import Iterator

from pbom.codec.moment import write_moment
from pbom.model.imported import ImportStatement

MANY = 20


def describe_import(statement: ImportStatement) -> Iterator[str]:
    """The lines that show an import."""
    document, content = statement.document, statement.content
    yield f"import      {content.format} {content.version}".rstrip()
    yield f"document    {document.name}  {document.digest}  {document.size:,} bytes"
    yield f"imported    {write_moment(statement.imported)} by {statement.recorder}"
    if content.tool:
        yield f"tool        {content.tool} (claimed)"
    if content.predicate:
        yield f"predicate   {content.predicate} (claimed)"
    if content.made:
        yield f"made        {write_moment(content.made)} (claimed)"
    told = ", ".join(f"{count:,} {name}" for name, count in content.counts)
    yield f"understood  {told or 'nothing'}"
    if content.outcome != "no-tests":
        yield f"tests       {content.outcome}"
    for problem in content.problems[:MANY]:
        yield f"problem     {problem.kind} at {problem.place}: {problem.reason}"
    if len(content.problems) > MANY:
        yield f"            and {len(content.problems) - MANY} more"
