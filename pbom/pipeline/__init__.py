"""Joins the arrows: record a step, release artifacts, ask the gate."""

from pbom.pipeline.gate import Question, gate
from pbom.pipeline.record import Project, Recorded, record
from pbom.pipeline.release import Release, release

__all__ = ["Project", "Question", "Recorded", "Release", "gate", "record", "release"]
