"""The API's objects as attrs classes, one module per resource."""
