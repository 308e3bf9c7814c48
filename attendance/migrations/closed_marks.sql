-- A mark of a closed register: its code changes with a reason, and what stands beside it with its code alone.

CREATE OR REPLACE FUNCTION attendance_amend_marks() RETURNS trigger
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
  -- Who set a mark, when, where it came from and its note belong to its code: on a closed register they
  -- change with it, or not at all.
  IF EXISTS (
      SELECT 1 FROM (
        SELECT DISTINCT o.school_id, o.date, o.session, o.register_id
        FROM old_marks o JOIN new_marks n USING (pupil_id, date, session)
        WHERE (o.code, o.minutes_late) IS NOT DISTINCT FROM (n.code, n.minutes_late)
          AND (o.source, o.set_by_id, o.set_at, o.note, o.version)
              IS DISTINCT FROM (n.source, n.set_by_id, n.set_at, n.note, n.version)) c
      WHERE attendance_is_closed(c.school_id, c.date, c.session, c.register_id)) THEN
    RAISE EXCEPTION 'What stands beside a closed mark changes with its code alone' USING ERRCODE = 'DM004';
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
