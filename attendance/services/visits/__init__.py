"""Acts on home visits."""
