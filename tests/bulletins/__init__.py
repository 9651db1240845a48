"""Tests of the bulletins."""
