"""From explainers to the files of a site."""
