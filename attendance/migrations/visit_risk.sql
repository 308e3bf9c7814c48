-- Who goes says that they are safe, and the row says which of them. Until now the visitor did.
GRANT UPDATE (safe_by_id) ON attendance_visit TO daymark_app;
CREATE OR REPLACE FUNCTION attendance_keep_visit() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  later text[] := '{pupil_id,safe_at,safe_by_id,alarm_words,alarm_by_id,alarm_at}';
BEGIN
  IF (OLD.written_at IS NOT NULL OR OLD.cancelled_at IS NOT NULL)
     AND to_jsonb(OLD) - later <> to_jsonb(NEW) - later THEN
    RAISE EXCEPTION 'What was written of a visit stands' USING ERRCODE = 'DM006';
  END IF;
  -- Without the time of setting out nobody would wait for a check-in.
  IF OLD.set_out_at IS NOT NULL AND NEW.set_out_at IS NULL THEN
    RAISE EXCEPTION 'Who set out has set out' USING ERRCODE = 'DM006';
  END IF;
  RETURN NEW;
END $$;
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE attendance_visit SET safe_by_id = visitor_id WHERE safe_at IS NOT NULL;
