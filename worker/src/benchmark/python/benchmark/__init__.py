"""Measures whole exports beside other tools, and single parts of an export, and writes docs/performance.md."""
