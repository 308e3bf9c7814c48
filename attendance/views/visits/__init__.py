"""Pages of home visits."""
