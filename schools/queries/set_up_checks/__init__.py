"""Set-up checks: what is missing or contradictory in a school's set-up, why it matters, and where to go."""
