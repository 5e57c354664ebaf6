"""Screening in DuckDB (筛查): rules over a snapshot and the batches in force, in a child process, over Parquet only."""
