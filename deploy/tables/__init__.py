"""Made at release time, committed: the packed tables of config/models and how they are made."""
