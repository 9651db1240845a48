"""PBOMs as CycloneDX JSON, 1.7 and 1.6; the mapping is in ``spec/pbom.md``."""
