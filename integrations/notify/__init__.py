"""Messages leave here: what carries them, and the drain of the outbox."""
