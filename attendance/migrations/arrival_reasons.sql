-- The desk lets the pupil in first and asks why afterwards. Who changed a reason and when is in the
-- audit, its words are not; an arrival that was taken back keeps the last one.
GRANT UPDATE (reason) ON attendance_arrival TO daymark_app;
CREATE TRIGGER undone_reason_stands BEFORE UPDATE ON attendance_arrival
  FOR EACH ROW WHEN (OLD.undone_at IS NOT NULL AND OLD.reason IS DISTINCT FROM NEW.reason)
  EXECUTE FUNCTION attendance_keep_row();

-- The words are hidden from the audit, so a change of them alone would leave no line there by itself.
CREATE FUNCTION attendance_log_reason() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM daymark_log_event('update', nullif(current_setting('app.actor', true), '')::bigint, NULL,
    NEW.school_id, NEW.pupil_id, 'attendance_arrival', NEW.id::text, '{}', '{}',
    coalesce(current_setting('app.reason', true), ''), coalesce(current_setting('app.request_id', true), ''));
  RETURN NULL;
END $$;
CREATE TRIGGER reason_logged AFTER UPDATE ON attendance_arrival
  FOR EACH ROW WHEN (OLD.reason IS DISTINCT FROM NEW.reason) EXECUTE FUNCTION attendance_log_reason();
