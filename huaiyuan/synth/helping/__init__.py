"""Who helps whom in the demo, and what their visits of the last months found. Deterministic by seed."""
