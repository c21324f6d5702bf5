"""Runs real workers under real faults, and compares what they leave with an undisturbed run."""
