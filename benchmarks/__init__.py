"""What performance claims rest on. Times are never asserted in tests; `make bench` prints them as ratios."""
