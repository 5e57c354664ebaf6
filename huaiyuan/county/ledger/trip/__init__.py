"""Excel round trip of ledgers (表格往返): down with what stands, up with what was changed, and nothing else is written."""
