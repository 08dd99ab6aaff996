"""Registers in (Excel, CSV, Parquet), one roster out, with evidence for every link. Stands on the kernel alone."""
