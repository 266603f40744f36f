"""Forms that somebody wrote: read, judged, published."""
