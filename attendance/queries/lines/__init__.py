"""Questions about the lines that absence crosses."""
