"""What readers see: the API, the live streams, the page."""
