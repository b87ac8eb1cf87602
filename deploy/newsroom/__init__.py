"""A small press on loopback: outlets, feeds and pages for `wiredesk up` and the tests."""
