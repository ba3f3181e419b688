"""Cards that get another slug, or are taken out of their deck."""
