"""The shop of the sandbox: products, capacity, reservations, orders, documents."""
