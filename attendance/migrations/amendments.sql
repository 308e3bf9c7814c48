-- When a register is closed, and what a change to a mark leaves behind (reg 6, SI 2024/208).

CREATE FUNCTION attendance_closes_at(p_school bigint, p_date date, p_session smallint)
RETURNS timestamptz LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT (p_date + CASE p_session WHEN 1 THEN h.am_starts ELSE h.pm_starts END
          + h.register_minutes * interval '1 minute') AT TIME ZONE 'Europe/London'
  FROM schools_sessionhours h
  WHERE h.school_id = p_school AND h.valid_from <= p_date
    AND (h.valid_to IS NULL OR p_date < h.valid_to)
$$;

CREATE FUNCTION attendance_is_closed(p_school bigint, p_date date, p_session smallint, p_register bigint)
RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce(daymark_now() >= attendance_closes_at(p_school, p_date, p_session), true)
      OR EXISTS (SELECT 1 FROM attendance_register r WHERE r.id = p_register AND r.submitted_at IS NOT NULL)
$$;

CREATE FUNCTION attendance_amend_marks() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_reason text := btrim(coalesce(current_setting('app.reason', true), ''), E' \t\r\n');
  v_actor bigint := nullif(current_setting('app.actor', true), '')::bigint;
BEGIN
  -- A class is one register: asked once, and not for each of its marks.
  IF v_reason = '' AND EXISTS (
      SELECT 1 FROM (
        SELECT DISTINCT o.school_id, o.date, o.session, o.register_id
        FROM old_marks o JOIN new_marks n USING (pupil_id, date, session)
        WHERE (o.code, o.minutes_late) IS DISTINCT FROM (n.code, n.minutes_late)
           OR o.register_id IS NOT NULL AND o.register_id IS DISTINCT FROM n.register_id) c
      WHERE attendance_is_closed(c.school_id, c.date, c.session, c.register_id)) THEN
    RAISE EXCEPTION 'Give a reason for changing this mark' USING ERRCODE = 'DM001';
  END IF;
  WITH changed AS (
    SELECT o.pupil_id, o.school_id, o.date, o.session, o.register_id, o.code, o.minutes_late,
           n.code AS amended, n.minutes_late AS amended_minutes
    FROM old_marks o JOIN new_marks n USING (pupil_id, date, session)
    WHERE (o.code, o.minutes_late) IS DISTINCT FROM (n.code, n.minutes_late)
  ), registers AS MATERIALIZED (
    SELECT r.*, attendance_is_closed(r.school_id, r.date, r.session, r.register_id) AS was_closed
    FROM (SELECT DISTINCT school_id, date, session, register_id FROM changed) r
  )
  INSERT INTO attendance_markamendment (pupil_id, school_id, date, session, original, amended,
      original_minutes, amended_minutes, was_closed, reason, by, by_name, by_title, at)
  SELECT c.pupil_id, c.school_id, c.date, c.session, c.code, c.amended, c.minutes_late, c.amended_minutes,
         r.was_closed, v_reason, v_actor, coalesce(u.full_name, ''), coalesce(u.job_title, ''), daymark_now()
  FROM changed c
  JOIN registers r ON (r.school_id, r.date, r.session) = (c.school_id, c.date, c.session)
       AND r.register_id IS NOT DISTINCT FROM c.register_id
  LEFT JOIN accounts_user u ON u.id = v_actor;
  RETURN NULL;
END $$;

CREATE FUNCTION attendance_clear_marks() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_actor bigint := nullif(current_setting('app.actor', true), '')::bigint;
BEGIN
  IF EXISTS (SELECT 1 FROM old_marks o
             WHERE attendance_is_closed(o.school_id, o.date, o.session, o.register_id)) THEN
    RAISE EXCEPTION 'A mark of a closed register can be changed but not removed' USING ERRCODE = 'DM002';
  END IF;
  INSERT INTO attendance_markamendment (pupil_id, school_id, date, session, original, amended,
      original_minutes, amended_minutes, was_closed, reason, by, by_name, by_title, at)
  SELECT o.pupil_id, o.school_id, o.date, o.session, o.code, NULL, o.minutes_late, NULL, false,
         coalesce(current_setting('app.reason', true), ''), v_actor,
         coalesce(u.full_name, ''), coalesce(u.job_title, ''), daymark_now()
  FROM old_marks o LEFT JOIN accounts_user u ON u.id = v_actor;
  RETURN NULL;
END $$;

CREATE FUNCTION attendance_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION attendance_keep_submitted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A submitted register stays as it was submitted' USING ERRCODE = 'DM003';
END $$;

CREATE TRIGGER submitted_stands BEFORE UPDATE ON attendance_register
  FOR EACH ROW WHEN (OLD.submitted_at IS NOT NULL AND OLD IS DISTINCT FROM NEW)
  EXECUTE FUNCTION attendance_keep_submitted();
CREATE TRIGGER submitted_is_not_removed BEFORE DELETE ON attendance_register
  FOR EACH ROW WHEN (OLD.submitted_at IS NOT NULL) EXECUTE FUNCTION attendance_keep_submitted();
CREATE TRIGGER marks_changed AFTER UPDATE ON attendance_mark
  REFERENCING OLD TABLE AS old_marks NEW TABLE AS new_marks
  FOR EACH STATEMENT EXECUTE FUNCTION attendance_amend_marks();
CREATE TRIGGER marks_cleared AFTER DELETE ON attendance_mark
  REFERENCING OLD TABLE AS old_marks
  FOR EACH STATEMENT EXECUTE FUNCTION attendance_clear_marks();
CREATE TRIGGER amendments_stand BEFORE UPDATE OR DELETE OR TRUNCATE ON attendance_markamendment
  FOR EACH STATEMENT EXECUTE FUNCTION attendance_refuse_change();
CREATE TRIGGER marks_stand BEFORE TRUNCATE ON attendance_mark
  FOR EACH STATEMENT EXECUTE FUNCTION attendance_refuse_change();
