"""The pages of the desk, a module per area of work. Every module here is imported at start."""
