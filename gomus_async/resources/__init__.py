"""One module per resource: its endpoints on top, its typed methods below."""
