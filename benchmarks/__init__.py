"""Speed as ratios: every figure compares two commands that ran in turn, in one invocation."""
