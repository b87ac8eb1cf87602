"""One module a command; deploy/cli.py names them."""
