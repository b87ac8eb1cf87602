"""Brings in: from a feed's address to a raw article on the topic."""
