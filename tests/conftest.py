"""For every test."""

from hypothesis import settings

# How long an example takes depends on who else uses the machine: that is for script/bench.
settings.register_profile("borne", deadline=None)
settings.load_profile("borne")
