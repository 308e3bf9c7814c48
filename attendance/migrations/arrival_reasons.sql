-- The desk lets the pupil in first and asks why afterwards. Each reason stays in the audit; an arrival that was
-- taken back keeps the last one.
GRANT UPDATE (reason) ON attendance_arrival TO daymark_app;
CREATE TRIGGER undone_reason_stands BEFORE UPDATE ON attendance_arrival
  FOR EACH ROW WHEN (OLD.undone_at IS NOT NULL AND OLD.reason IS DISTINCT FROM NEW.reason)
  EXECUTE FUNCTION attendance_keep_row();
