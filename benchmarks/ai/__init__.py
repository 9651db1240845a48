"""Markers of AI agents, measured on real histories beside the best public rules that can be run."""
