-- What the application's role may not do itself: amendments and tallies are written by triggers alone,
-- and a mark's pupil, day and session never change.

REVOKE INSERT, UPDATE, DELETE ON attendance_markamendment, attendance_weektally FROM daymark_app;
REVOKE UPDATE ON attendance_mark FROM daymark_app;
GRANT UPDATE (code, minutes_late, version, source, register_id, set_by_id, set_at, note)
  ON attendance_mark TO daymark_app;
GRANT SELECT ON attendance_countedweek TO daymark_app;
REVOKE EXECUTE ON FUNCTION attendance_recount(bigint, date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION attendance_recount(bigint, date[]) TO daymark_app;
