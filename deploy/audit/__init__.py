"""Proves the promises from outside: reads topics only, shares no code with the pipeline."""
