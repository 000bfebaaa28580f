"""What `backstory serve` is made of: a server of pages, and a watch over their sources."""
