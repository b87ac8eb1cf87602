"""Declares: settings, feeds, desks, records, topics, and what all roles share."""
