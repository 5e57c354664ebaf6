"""The pages written for the phone. Every module here is imported at start."""
