"""The arrows between the nouns, one file each, all pure."""
