"""How much sensors cover: along arcs, and at a height."""
