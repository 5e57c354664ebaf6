"""Models of the five bottom lines, gathered from the slices."""
