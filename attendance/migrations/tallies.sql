-- The weekly tally: kept by deltas as marks change, recounted where roll or calendar change.
-- The classes of attendance.codes are ranges of numbers; a test holds these to them.

CREATE VIEW attendance_countedweek WITH (security_invoker = true) AS
  SELECT r.id AS roll_entry_id, d.monday, m.school_id,
    sum((m.code BETWEEN 10 AND 299)::int) AS possible,
    sum((m.code BETWEEN 10 AND 99)::int) AS attended,
    sum((m.code BETWEEN 100 AND 199)::int) AS authorised,
    sum((m.code BETWEEN 200 AND 299)::int) AS unauthorised,
    sum((m.code = 20)::int) AS late,
    sum((m.code = 210)::int) AS late_after_close,
    sum(coalesce(m.minutes_late, 0)) AS minutes,
    sum((m.code = 104)::int) AS illness,
    sum((m.code = 220)::int) AS no_reason
  FROM attendance_mark m
  JOIN schools_rollentry r ON r.pupil_id = m.pupil_id AND m.date >= r.admitted_on
       AND (r.left_on IS NULL OR m.date <= r.left_on)
  JOIN schools_schoolday d ON d.school_id = m.school_id AND d.date = m.date
  GROUP BY r.id, d.monday, m.school_id;

CREATE FUNCTION attendance_count_marks() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_source text := CASE TG_OP
    WHEN 'INSERT' THEN 'SELECT n.*, 1 AS sign FROM new_marks n'
    WHEN 'DELETE' THEN 'SELECT o.*, -1 AS sign FROM old_marks o'
    ELSE 'SELECT n.*, 1 AS sign FROM new_marks n UNION ALL SELECT o.*, -1 FROM old_marks o' END;
BEGIN
  -- An upsert fires for its inserts and for its updates, and one of them is often empty.
  IF TG_OP = 'INSERT' THEN
    IF NOT EXISTS (SELECT 1 FROM new_marks) THEN RETURN NULL; END IF;
  ELSIF NOT EXISTS (SELECT 1 FROM old_marks) THEN
    RETURN NULL;
  END IF;
  EXECUTE 'INSERT INTO attendance_weektally AS t
      (roll_entry_id, monday, school_id, possible, attended, authorised, unauthorised, late,
        late_after_close, minutes, illness, no_reason)
    SELECT r.id, d.monday, m.school_id,
    sum(m.sign * (m.code BETWEEN 10 AND 299)::int) AS possible,
    sum(m.sign * (m.code BETWEEN 10 AND 99)::int) AS attended,
    sum(m.sign * (m.code BETWEEN 100 AND 199)::int) AS authorised,
    sum(m.sign * (m.code BETWEEN 200 AND 299)::int) AS unauthorised,
    sum(m.sign * (m.code = 20)::int) AS late,
    sum(m.sign * (m.code = 210)::int) AS late_after_close,
    sum(m.sign * coalesce(m.minutes_late, 0)) AS minutes,
    sum(m.sign * (m.code = 104)::int) AS illness,
    sum(m.sign * (m.code = 220)::int) AS no_reason
    FROM (' || v_source || ') m
  JOIN schools_rollentry r ON r.pupil_id = m.pupil_id AND m.date >= r.admitted_on
       AND (r.left_on IS NULL OR m.date <= r.left_on)
  JOIN schools_schoolday d ON d.school_id = m.school_id AND d.date = m.date
    GROUP BY r.id, d.monday, m.school_id ORDER BY r.id, d.monday
    ON CONFLICT (roll_entry_id, monday) DO UPDATE SET
      possible = t.possible + excluded.possible, attended = t.attended + excluded.attended,
        authorised = t.authorised + excluded.authorised,
        unauthorised = t.unauthorised + excluded.unauthorised, late = t.late + excluded.late,
        late_after_close = t.late_after_close + excluded.late_after_close,
        minutes = t.minutes + excluded.minutes, illness = t.illness + excluded.illness,
        no_reason = t.no_reason + excluded.no_reason';
  RETURN NULL;
END $$;

CREATE TRIGGER tally_inserted AFTER INSERT ON attendance_mark REFERENCING NEW TABLE AS new_marks
  FOR EACH STATEMENT EXECUTE FUNCTION attendance_count_marks();
CREATE TRIGGER tally_updated AFTER UPDATE ON attendance_mark
  REFERENCING OLD TABLE AS old_marks NEW TABLE AS new_marks
  FOR EACH STATEMENT EXECUTE FUNCTION attendance_count_marks();
CREATE TRIGGER tally_deleted AFTER DELETE ON attendance_mark REFERENCING OLD TABLE AS old_marks
  FOR EACH STATEMENT EXECUTE FUNCTION attendance_count_marks();

CREATE FUNCTION attendance_recount(p_school bigint, p_mondays date[])
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE v_rows integer;
BEGIN
  -- Marks on their way hold the rows they add to. Once these rows are ours, the count below sees those
  -- marks, and a later delta waits for it. In the order of the deltas, so that nobody waits in a ring.
  PERFORM 1 FROM attendance_weektally WHERE school_id = p_school AND monday = ANY (p_mondays)
  ORDER BY roll_entry_id, monday FOR UPDATE;
  MERGE INTO attendance_weektally t
  USING (SELECT * FROM attendance_countedweek c
         WHERE c.school_id = p_school AND c.monday = ANY (p_mondays)) s
  ON t.roll_entry_id = s.roll_entry_id AND t.monday = s.monday
  WHEN MATCHED AND (t.possible, t.attended, t.authorised, t.unauthorised, t.late, t.late_after_close,
    t.minutes, t.illness, t.no_reason) IS DISTINCT FROM (s.possible, s.attended, s.authorised,
    s.unauthorised, s.late, s.late_after_close, s.minutes, s.illness,
    s.no_reason) THEN UPDATE SET possible = s.possible, attended = s.attended, authorised = s.authorised,
    unauthorised = s.unauthorised, late = s.late, late_after_close = s.late_after_close,
    minutes = s.minutes, illness = s.illness, no_reason = s.no_reason
  WHEN NOT MATCHED THEN INSERT (roll_entry_id, monday, school_id, possible, attended, authorised,
    unauthorised, late, late_after_close, minutes, illness, no_reason)
    VALUES (s.roll_entry_id, s.monday, s.school_id, s.possible, s.attended, s.authorised, s.unauthorised,
      s.late, s.late_after_close, s.minutes, s.illness, s.no_reason)
  WHEN NOT MATCHED BY SOURCE AND t.school_id = p_school AND t.monday = ANY (p_mondays)
       AND (t.possible, t.attended, t.authorised, t.unauthorised, t.late, t.late_after_close, t.minutes,
            t.illness, t.no_reason) <> (0, 0, 0, 0, 0, 0, 0, 0, 0) THEN DELETE;
  GET DIAGNOSTICS v_rows = ROW_COUNT;
  RETURN v_rows;
END $$;

-- The weeks whose tally differs from a count of the marks; figures in the order of the tally's columns.
CREATE FUNCTION attendance_tally_drift(p_school bigint)
RETURNS TABLE (roll_entry_id bigint, monday date, held bigint[], counted bigint[])
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT * FROM (
    SELECT coalesce(t.roll_entry_id, c.roll_entry_id), coalesce(t.monday, c.monday),
           ARRAY[coalesce(t.possible, 0), coalesce(t.attended, 0), coalesce(t.authorised, 0),
             coalesce(t.unauthorised, 0), coalesce(t.late, 0), coalesce(t.late_after_close, 0),
             coalesce(t.minutes, 0), coalesce(t.illness, 0), coalesce(t.no_reason, 0)]::bigint[] AS held,
           ARRAY[coalesce(c.possible, 0), coalesce(c.attended, 0), coalesce(c.authorised, 0),
             coalesce(c.unauthorised, 0), coalesce(c.late, 0), coalesce(c.late_after_close, 0),
             coalesce(c.minutes, 0), coalesce(c.illness, 0), coalesce(c.no_reason, 0)]::bigint[] AS counted
    FROM (SELECT * FROM attendance_weektally WHERE school_id = p_school) t
    FULL JOIN (SELECT * FROM attendance_countedweek WHERE school_id = p_school) c
      ON c.roll_entry_id = t.roll_entry_id AND c.monday = t.monday) weeks
  WHERE held <> counted
  ORDER BY 1, 2
$$;

CREATE FUNCTION attendance_recount_calendar() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE v record; v_changed text := CASE TG_OP
    WHEN 'INSERT' THEN 'SELECT school_id, monday FROM new_days'
    WHEN 'DELETE' THEN 'SELECT school_id, monday FROM old_days'
    ELSE 'SELECT n.school_id, unnest(ARRAY[o.monday, n.monday]) AS monday
          FROM new_days n JOIN old_days o USING (id)
          WHERE (n.date, n.monday) IS DISTINCT FROM (o.date, o.monday)' END;
BEGIN
  FOR v IN EXECUTE 'SELECT school_id, array_agg(DISTINCT monday) AS mondays FROM (' || v_changed
                   || ') c GROUP BY school_id'
  LOOP
    PERFORM attendance_recount(v.school_id, v.mondays);
  END LOOP;
  RETURN NULL;
END $$;

CREATE FUNCTION attendance_recount_roll() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE v_entries bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(id) INTO v_entries FROM new_entries;
  ELSE
    SELECT array_agg(n.id) INTO v_entries FROM new_entries n JOIN old_entries o USING (id)
    WHERE (n.pupil_id, n.admitted_on, n.left_on) IS DISTINCT FROM (o.pupil_id, o.admitted_on, o.left_on);
  END IF;
  IF v_entries IS NULL THEN RETURN NULL; END IF;
  DELETE FROM attendance_weektally WHERE roll_entry_id = ANY (v_entries);
  INSERT INTO attendance_weektally (roll_entry_id, monday, school_id, possible, attended, authorised,
    unauthorised, late, late_after_close, minutes, illness, no_reason)
  SELECT roll_entry_id, monday, school_id, possible, attended, authorised, unauthorised, late,
    late_after_close, minutes, illness, no_reason
  FROM attendance_countedweek WHERE roll_entry_id = ANY (v_entries);
  RETURN NULL;
END $$;

CREATE TRIGGER calendar_added AFTER INSERT ON schools_schoolday REFERENCING NEW TABLE AS new_days
  FOR EACH STATEMENT EXECUTE FUNCTION attendance_recount_calendar();
CREATE TRIGGER calendar_removed AFTER DELETE ON schools_schoolday REFERENCING OLD TABLE AS old_days
  FOR EACH STATEMENT EXECUTE FUNCTION attendance_recount_calendar();
CREATE TRIGGER calendar_changed AFTER UPDATE ON schools_schoolday
  REFERENCING OLD TABLE AS old_days NEW TABLE AS new_days
  FOR EACH STATEMENT EXECUTE FUNCTION attendance_recount_calendar();
CREATE TRIGGER roll_added AFTER INSERT ON schools_rollentry REFERENCING NEW TABLE AS new_entries
  FOR EACH STATEMENT EXECUTE FUNCTION attendance_recount_roll();
CREATE TRIGGER roll_changed AFTER UPDATE ON schools_rollentry
  REFERENCING OLD TABLE AS old_entries NEW TABLE AS new_entries
  FOR EACH STATEMENT EXECUTE FUNCTION attendance_recount_roll();
