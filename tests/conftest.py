"""Settings for the whole suite."""

from hypothesis import settings

# A time limit per example would make a test's outcome depend on how busy the computer is.
settings.register_profile("detente", deadline=None, print_blob=True)
settings.load_profile("detente")
