"""Facts about overviews that were taken along."""
