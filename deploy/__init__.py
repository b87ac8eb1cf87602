"""Runs: the commands, the supervisor, the embedded broker and memory, the demo newsroom."""
