"""Pipeline Bills of Materials: record build steps, sign them, assemble them, gate on them."""

__version__ = "0.1.0"
