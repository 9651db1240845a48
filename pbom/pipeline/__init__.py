"""Joins the arrows: record a step, release artifacts, ask the gate.

One file each, and nothing is imported here: who records a step must not pay for the gate.
"""
