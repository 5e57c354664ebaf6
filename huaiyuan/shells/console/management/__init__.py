"""Django's own commands, where this installation needs them to do otherwise."""
