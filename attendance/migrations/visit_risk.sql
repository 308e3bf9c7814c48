-- Who goes says that they are safe, and the row says which of them. Until now the visitor did.
GRANT UPDATE (safe_by_id) ON attendance_visit TO daymark_app;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE attendance_visit DISABLE TRIGGER visit_stands;
UPDATE attendance_visit SET safe_by_id = visitor_id WHERE safe_at IS NOT NULL;
ALTER TABLE attendance_visit ENABLE TRIGGER visit_stands;

-- As before, and what was said of safety is said once after the visit was written down.
CREATE OR REPLACE FUNCTION attendance_keep_visit() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  later text[] := '{pupil_id,safe_at,safe_by_id,alarm_words,alarm_by_id,alarm_at}';
BEGIN
  IF (OLD.written_at IS NOT NULL OR OLD.cancelled_at IS NOT NULL)
     AND to_jsonb(OLD) - later <> to_jsonb(NEW) - later THEN
    RAISE EXCEPTION 'What was written of a visit stands' USING ERRCODE = 'DM006';
  END IF;
  IF (OLD.written_at IS NOT NULL OR OLD.cancelled_at IS NOT NULL)
     AND (OLD.safe_at IS NOT NULL
            AND (OLD.safe_at, OLD.safe_by_id) IS DISTINCT FROM (NEW.safe_at, NEW.safe_by_id)
          OR OLD.alarm_at IS NOT NULL AND (OLD.alarm_at, OLD.alarm_by_id, OLD.alarm_words)
             IS DISTINCT FROM (NEW.alarm_at, NEW.alarm_by_id, NEW.alarm_words)) THEN
    RAISE EXCEPTION 'What was said of safety stands' USING ERRCODE = 'DM006';
  END IF;
  -- Without the time of setting out nobody would wait for a check-in.
  IF OLD.set_out_at IS NOT NULL AND NEW.set_out_at IS NULL THEN
    RAISE EXCEPTION 'Who set out has set out' USING ERRCODE = 'DM006';
  END IF;
  RETURN NEW;
END $$;
