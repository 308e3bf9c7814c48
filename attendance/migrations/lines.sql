-- Whose lines are looked at again: noted in the transaction of the change, a row a statement and school, so
-- that no register waits for another.

CREATE FUNCTION attendance_look_again_marks() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  -- An upsert fires for its inserts and for its updates, and one of them is often empty.
  IF TG_OP = 'INSERT' THEN
    INSERT INTO attendance_lookagain (school_id, pupils)
    SELECT school_id, array_agg(DISTINCT pupil_id) FROM new_marks GROUP BY school_id;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO attendance_lookagain (school_id, pupils)
    SELECT school_id, array_agg(DISTINCT pupil_id) FROM old_marks GROUP BY school_id;
  ELSE
    INSERT INTO attendance_lookagain (school_id, pupils)
    SELECT n.school_id, array_agg(DISTINCT n.pupil_id)
    FROM new_marks n JOIN old_marks o USING (pupil_id, date, session)
    WHERE n.code <> o.code GROUP BY n.school_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER look_again_inserted AFTER INSERT ON attendance_mark REFERENCING NEW TABLE AS new_marks
  FOR EACH STATEMENT EXECUTE FUNCTION attendance_look_again_marks();
CREATE TRIGGER look_again_updated AFTER UPDATE ON attendance_mark
  REFERENCING OLD TABLE AS old_marks NEW TABLE AS new_marks
  FOR EACH STATEMENT EXECUTE FUNCTION attendance_look_again_marks();
CREATE TRIGGER look_again_deleted AFTER DELETE ON attendance_mark REFERENCING OLD TABLE AS old_marks
  FOR EACH STATEMENT EXECUTE FUNCTION attendance_look_again_marks();

-- A change of the roll touches its pupils; a birthday put right may touch a line of compulsory school age.
CREATE FUNCTION attendance_look_again_roll() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO attendance_lookagain (school_id, pupils)
  SELECT school_id, array_agg(DISTINCT pupil_id) FROM changed_rows GROUP BY school_id;
  RETURN NULL;
END $$;
CREATE FUNCTION attendance_look_again_roll_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO attendance_lookagain (school_id, pupils)
  SELECT n.school_id, array_agg(DISTINCT n.pupil_id) FROM new_rows n JOIN old_rows o USING (id)
  WHERE (o.pupil_id, o.admitted_on, o.left_on, o.enrolment)
        IS DISTINCT FROM (n.pupil_id, n.admitted_on, n.left_on, n.enrolment)
  GROUP BY n.school_id;
  RETURN NULL;
END $$;
CREATE FUNCTION attendance_look_again_born() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO attendance_lookagain (school_id, pupils)
  SELECT n.school_id, array_agg(n.id) FROM new_rows n JOIN old_rows o USING (id)
  WHERE (o.born_on, o.merged_into_id) IS DISTINCT FROM (n.born_on, n.merged_into_id)
  GROUP BY n.school_id;
  RETURN NULL;
END $$;
CREATE TRIGGER look_again_roll_added AFTER INSERT ON schools_rollentry
  REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION attendance_look_again_roll();
CREATE TRIGGER look_again_roll_removed AFTER DELETE ON schools_rollentry
  REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION attendance_look_again_roll();
CREATE TRIGGER look_again_roll_changed AFTER UPDATE ON schools_rollentry
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION attendance_look_again_roll_changed();
CREATE TRIGGER look_again_born AFTER UPDATE ON schools_pupil
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION attendance_look_again_born();

-- A school day touches everybody, and so does a dated value that a line is drawn by.
CREATE FUNCTION attendance_look_again_days() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO attendance_lookagain (school_id) SELECT DISTINCT school_id FROM changed_rows;
  RETURN NULL;
END $$;
CREATE FUNCTION attendance_look_again_value() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF coalesce(NEW.key, OLD.key) ~ '^(figures|notice|absence|late)[.]' THEN
    INSERT INTO attendance_lookagain (school_id) VALUES (coalesce(NEW.school_id, OLD.school_id));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER look_again_days_added AFTER INSERT ON schools_schoolday REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION attendance_look_again_days();
CREATE TRIGGER look_again_days_removed AFTER DELETE ON schools_schoolday
  REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION attendance_look_again_days();
CREATE TRIGGER look_again_days_changed AFTER UPDATE ON schools_schoolday
  REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION attendance_look_again_days();
CREATE TRIGGER look_again_value AFTER INSERT OR UPDATE OR DELETE ON schools_datedvalue
  FOR EACH ROW EXECUTE FUNCTION attendance_look_again_value();

-- A line that is found or ends leaves a line in the audit, and the evidence that a sweep keeps true does not.
-- A person's act stands; a crossing that ended does not come back; nobody takes back what was told.
SELECT daymark_audit_table('attendance_lineact', hidden_columns => '{words}');
SELECT daymark_audit_table('attendance_crossedline', hidden_columns =>
  '{held_on,count,limit,possible,from_on,until_on,reached_on,sessions,words}');
REVOKE UPDATE, DELETE ON attendance_lineact, attendance_linetold, attendance_movementtold, attendance_sweep
  FROM daymark_app;
GRANT UPDATE (read_at) ON attendance_linetold, attendance_movementtold TO daymark_app;
GRANT UPDATE (done, of, reached, outcome, finished_at) ON attendance_sweep TO daymark_app;
REVOKE INSERT, UPDATE ON attendance_lookagain FROM daymark_app;
REVOKE UPDATE, DELETE ON attendance_crossedline FROM daymark_app;
GRANT UPDATE (pupil_id, state, held_on, count, "limit", possible, from_on, until_on, reached_on, sessions,
  ended_on, ended_at) ON attendance_crossedline TO daymark_app;
CREATE TRIGGER line_ended_once BEFORE UPDATE ON attendance_crossedline
  FOR EACH ROW EXECUTE FUNCTION attendance_keep_ending('{ended_at,ended_on,state}');
ALTER TABLE attendance_crossedline ADD CONSTRAINT crossedline_school_of_pupil
  FOREIGN KEY (pupil_id, school_id) REFERENCES schools_pupil (id, school_id);
CREATE CONSTRAINT TRIGGER pupil_by_merge AFTER UPDATE ON attendance_crossedline
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.pupil_id <> NEW.pupil_id)
  EXECUTE FUNCTION schools_pupil_by_merge();
