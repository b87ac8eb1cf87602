"""Importing this loads the detectors' tables: children forked after that begin with them.

In each child alone they took a third of a second, as long as it needs for forty pages.
"""

from streams.language import warm

warm()
