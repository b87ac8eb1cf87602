"""Refines: raw → clean → resolved → tagged → enriched."""
