"""One file per promise about speed. Each measures the physical limit beside ours, in turns.

`./go bench` runs them all; `python -m benchmarks.NAME --json` prints one object per measure.
"""
