-- A bulk act is undone once, and then a mark that it set where none stood may go again, also of a closed
-- register: the register says what it said before, and both entries are kept (reg 6, SI 2024/208).

REVOKE UPDATE ON attendance_bulkact, attendance_bulkmark FROM daymark_app;
GRANT UPDATE (undone_by_id, undone_at) ON attendance_bulkact TO daymark_app;
-- A merge of duplicates takes the acts' rows to the pupil who stays.
GRANT UPDATE (pupil_id) ON attendance_bulkmark TO daymark_app;

CREATE FUNCTION attendance_undo_bulk_act() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.undone_at IS NOT NULL THEN
    RAISE EXCEPTION 'A bulk act is undone once' USING ERRCODE = 'DM005';
  END IF;
  -- For this transaction alone: what it clears, it clears because of this undoing.
  PERFORM set_config('app.undone_act', NEW.id::text, true);
  RETURN NEW;
END $$;

CREATE TRIGGER undone_once BEFORE UPDATE ON attendance_bulkact
  FOR EACH ROW EXECUTE FUNCTION attendance_undo_bulk_act();

CREATE OR REPLACE FUNCTION attendance_clear_marks() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_actor bigint := nullif(current_setting('app.actor', true), '')::bigint;
  v_act bigint := (
    SELECT a.id FROM attendance_bulkact a
    WHERE a.id = nullif(current_setting('app.undone_act', true), '')::bigint AND a.undone_at IS NOT NULL);
BEGIN
  -- Asked for each mark by the key of its row, because nobody has counted the rows of a fresh act yet.
  IF EXISTS (
      SELECT 1 FROM old_marks o
      WHERE NOT coalesce((
          SELECT b.before IS NULL AND b.version = o.version FROM attendance_bulkmark b
          WHERE b.act_id = v_act AND (b.pupil_id, b.date, b.session) = (o.pupil_id, o.date, o.session)), false)
        AND attendance_is_closed(o.school_id, o.date, o.session, o.register_id)) THEN
    RAISE EXCEPTION 'A mark of a closed register can be changed but not removed' USING ERRCODE = 'DM002';
  END IF;
  WITH registers AS MATERIALIZED (
    SELECT r.*, attendance_is_closed(r.school_id, r.date, r.session, r.register_id) AS was_closed
    FROM (SELECT DISTINCT school_id, date, session, register_id FROM old_marks) r
  )
  INSERT INTO attendance_markamendment (pupil_id, school_id, date, session, original, amended,
      original_minutes, amended_minutes, was_closed, reason, by, by_name, by_title, at)
  SELECT o.pupil_id, o.school_id, o.date, o.session, o.code, NULL, o.minutes_late, NULL, r.was_closed,
         coalesce(current_setting('app.reason', true), ''), v_actor,
         coalesce(u.full_name, ''), coalesce(u.job_title, ''), daymark_now()
  FROM old_marks o
  JOIN registers r ON (r.school_id, r.date, r.session) = (o.school_id, o.date, o.session)
       AND r.register_id IS NOT DISTINCT FROM o.register_id
  LEFT JOIN accounts_user u ON u.id = v_actor;
  RETURN NULL;
END $$;
