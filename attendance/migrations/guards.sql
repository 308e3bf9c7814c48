-- What the application's role may not do, even with plain SQL. What a bulk act was and when it was undone is
-- the database's own knowledge, and no setting that a client can make opens a closed register.

-- The transaction that runs: its number, and its start, because a restored database counts from low again.
CREATE FUNCTION attendance_this_transaction() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT pg_current_xact_id()::text || ' ' || extract(epoch FROM now())::text
$$;

ALTER TABLE attendance_bulkact
  ADD COLUMN made_in text NOT NULL DEFAULT '', ADD COLUMN undone_in text NOT NULL DEFAULT '';
DROP TRIGGER daymark_audit_insert ON attendance_bulkact;
DROP TRIGGER daymark_audit_update ON attendance_bulkact;
DROP TRIGGER daymark_audit_delete ON attendance_bulkact;
SELECT daymark_audit_table(
  'attendance_bulkact', pupil_column => '', hidden_columns => '{made_in,undone_in}');

CREATE FUNCTION attendance_make_bulk_act() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.undone_at IS NOT NULL OR NEW.undone_by_id IS NOT NULL THEN
    RAISE EXCEPTION 'A bulk act is made before it is undone' USING ERRCODE = 'DM005';
  END IF;
  NEW.made_in := attendance_this_transaction();
  NEW.undone_in := '';
  RETURN NEW;
END $$;
CREATE TRIGGER made_here BEFORE INSERT ON attendance_bulkact
  FOR EACH ROW EXECUTE FUNCTION attendance_make_bulk_act();

CREATE OR REPLACE FUNCTION attendance_undo_bulk_act() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.undone_at IS NOT NULL THEN
    RAISE EXCEPTION 'A bulk act is undone once' USING ERRCODE = 'DM005';
  END IF;
  IF NEW.undone_at IS NOT NULL THEN
    NEW.undone_in := attendance_this_transaction();
  END IF;
  RETURN NEW;
END $$;

-- The rows of an act are written with it, and say what truly stood before.
CREATE FUNCTION attendance_record_bulk_marks() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM (SELECT DISTINCT act_id FROM new_rows) n JOIN attendance_bulkact a ON a.id = n.act_id
             WHERE a.made_in <> attendance_this_transaction()) THEN
    RAISE EXCEPTION 'The rows of a bulk act are written with it' USING ERRCODE = 'DM005';
  END IF;
  IF EXISTS (
      SELECT FROM new_rows n LEFT JOIN attendance_mark m USING (pupil_id, date, session)
      WHERE (n.before, n.minutes_before, n.source_before, n.note_before)
            IS DISTINCT FROM (m.code, m.minutes_late, coalesce(m.source, ''), coalesce(m.note, ''))
         OR n.version <= m.version) THEN
    RAISE EXCEPTION 'A bulk act keeps what stood before it' USING ERRCODE = 'DM005';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER recorded_with_its_act AFTER INSERT ON attendance_bulkmark
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION attendance_record_bulk_marks();

-- A mark goes from a closed register only where an act that is undone in this very transaction filled a
-- blank with it: it still is the act's own, by its version, its person and its time.
CREATE OR REPLACE FUNCTION attendance_clear_marks() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_actor bigint := nullif(current_setting('app.actor', true), '')::bigint;
  v_transaction text := attendance_this_transaction();
BEGIN
  -- Asked for each mark by the key of its row, because nobody has counted the rows of a fresh act yet.
  IF EXISTS (
      SELECT 1 FROM old_marks o
      WHERE NOT EXISTS (
          SELECT FROM attendance_bulkmark b JOIN attendance_bulkact a ON a.id = b.act_id
          WHERE (b.pupil_id, b.date, b.session) = (o.pupil_id, o.date, o.session)
            AND b.before IS NULL AND b.version = o.version AND a.undone_in = v_transaction
            AND (o.set_by_id, o.set_at) = (a.made_by_id, a.made_at))
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

-- A merge of duplicates takes the acts' rows to the pupil who stays, each with the mark that its act left:
-- where the kept pupil has a mark of their own, the row stays behind. Called before the marks are copied or
-- after.
REVOKE UPDATE ON attendance_bulkmark FROM daymark_app;
REVOKE UPDATE (pupil_id) ON attendance_bulkmark FROM daymark_app;
CREATE FUNCTION attendance_move_bulk_marks(p_other bigint, p_kept bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE attendance_bulkmark o SET pupil_id = p_kept FROM attendance_mark m
  WHERE o.pupil_id = p_other
    AND (m.pupil_id, m.date, m.session, m.version) = (o.pupil_id, o.date, o.session, o.version)
    AND EXISTS (SELECT FROM schools_pupil k WHERE k.id = p_kept AND k.school_id = m.school_id)
    AND NOT EXISTS (SELECT FROM attendance_mark k
                    WHERE (k.pupil_id, k.date, k.session) = (p_kept, m.date, m.session)
                      AND (k.code, k.version, k.set_by_id, k.set_at)
                          IS DISTINCT FROM (m.code, m.version, m.set_by_id, m.set_at))
    AND NOT EXISTS (SELECT FROM attendance_bulkmark k
                    WHERE (k.pupil_id, k.act_id, k.date, k.session) = (p_kept, o.act_id, o.date, o.session))
$$;

-- Lesson marks go from one pupil to another by a merge alone, and never away.
CREATE FUNCTION attendance_move_lesson_marks(p_other bigint, p_kept bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH gone AS (
    DELETE FROM attendance_lessonmark o WHERE o.pupil_id = p_other
      AND EXISTS (SELECT FROM schools_pupil k WHERE k.id = p_kept AND k.school_id = o.school_id)
      AND NOT EXISTS (SELECT FROM attendance_lessonmark k
                      WHERE (k.pupil_id, k.date, k.lesson_id) = (p_kept, o.date, o.lesson_id))
    RETURNING o.*
  )
  INSERT INTO attendance_lessonmark (pupil_id, date, lesson_id, school_id, code, minutes_late, version,
                                     set_by_id, set_at)
  SELECT p_kept, date, lesson_id, school_id, code, minutes_late, version, set_by_id, set_at FROM gone
$$;
REVOKE EXECUTE ON FUNCTION attendance_move_bulk_marks(bigint, bigint),
  attendance_move_lesson_marks(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION attendance_move_bulk_marks(bigint, bigint),
  attendance_move_lesson_marks(bigint, bigint) TO daymark_app;

REVOKE DELETE ON attendance_lessonmark, attendance_lessontaken FROM daymark_app;
REVOKE UPDATE ON attendance_lessonmark, attendance_codepermit FROM daymark_app;
GRANT UPDATE (code, minutes_late, version, set_by_id, set_at) ON attendance_lessonmark TO daymark_app;
-- A permit is ended. Its pupil changes by a merge of duplicates, and its parent by a merge of parents.
GRANT UPDATE (ended_at, ended_by_id, ended_reason, pupil_id, agreed_with_id)
  ON attendance_codepermit TO daymark_app;

-- A lesson that was submitted stays so, and what changes or goes leaves a line.
CREATE TRIGGER submitted_stands BEFORE UPDATE ON attendance_lessontaken
  FOR EACH ROW WHEN (OLD.submitted_at IS NOT NULL AND OLD IS DISTINCT FROM NEW)
  EXECUTE FUNCTION attendance_keep_submitted();
CREATE TRIGGER daymark_audit_update AFTER UPDATE ON attendance_lessontaken
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION daymark_audit_rows('id', 'school_id', '', '');
CREATE TRIGGER daymark_audit_delete AFTER DELETE ON attendance_lessontaken REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION daymark_audit_rows('id', 'school_id', '', '');

-- The arguments are the columns that may change still, none where a row stands as it is.
CREATE FUNCTION attendance_keep_row() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  v_free text[] := coalesce(TG_ARGV::text[], '{}');
BEGIN
  IF to_jsonb(OLD) - v_free IS DISTINCT FROM to_jsonb(NEW) - v_free THEN
    RAISE EXCEPTION 'What was settled stays as it was settled' USING ERRCODE = 'DM003';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER settled_stands BEFORE UPDATE ON attendance_lessonfollowup
  FOR EACH ROW WHEN (OLD.settled_at IS NOT NULL) EXECUTE FUNCTION attendance_keep_row('pupil_id');
CREATE TRIGGER ended_stands BEFORE UPDATE ON attendance_codepermit
  FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL)
  EXECUTE FUNCTION attendance_keep_row('pupil_id', 'agreed_with_id');
CREATE TRIGGER back_stands BEFORE UPDATE ON attendance_signout
  FOR EACH ROW WHEN (OLD.back_at IS NOT NULL
                     AND (OLD.back_at, OLD.back_by_id) IS DISTINCT FROM (NEW.back_at, NEW.back_by_id))
  EXECUTE FUNCTION attendance_keep_row();
CREATE TRIGGER signer_stands BEFORE UPDATE ON attendance_signout
  FOR EACH ROW WHEN ((OLD.school_id, OLD.date, OLD.signed_by_id)
                     IS DISTINCT FROM (NEW.school_id, NEW.date, NEW.signed_by_id))
  EXECUTE FUNCTION attendance_keep_row();
