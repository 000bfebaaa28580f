"""From a seed to an `Article`."""
