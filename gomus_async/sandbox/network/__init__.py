"""The museums of the network, and what they offer beside tickets."""
