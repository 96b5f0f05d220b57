"""An Inventorum beside the museum: the till of its shop, below ``/inventorum/api``."""
