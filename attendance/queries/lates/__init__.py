"""Questions about lateness."""
