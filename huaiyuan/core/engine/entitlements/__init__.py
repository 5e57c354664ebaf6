"""Entitlements in DuckDB (应享未享): benefits over a snapshot and the batches in force, in a child process, over Parquet only."""
