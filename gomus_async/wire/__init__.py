"""How a call becomes bytes and comes back."""
