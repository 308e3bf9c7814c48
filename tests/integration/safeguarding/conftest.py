"""The named world of tests.world, and the clock at 08:49 on Tuesday 9 March 2027."""

from tests.integration.attendance.conftest import clock, standing_world, world

__all__ = ["clock", "standing_world", "world"]
