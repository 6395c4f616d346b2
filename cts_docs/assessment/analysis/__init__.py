"""Beyond the result itself: comparison, sensitivity, spread, and what a figure is made of."""
