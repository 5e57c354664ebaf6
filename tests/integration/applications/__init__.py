"""Self-applications and leaflets."""
