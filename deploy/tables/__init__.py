"""Programs that make the tables which the project ships, from what they were made of."""
