"""What every test needs."""

from hypothesis import settings

# The same examples every time, for a test must not depend on luck: `make fuzz` is for luck.
settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.load_profile("steady")
