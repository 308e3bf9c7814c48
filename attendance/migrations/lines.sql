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

-- A change of the roll touches its pupil; a birthday put right may touch a line of compulsory school age.
CREATE FUNCTION attendance_look_again_pupil() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_row jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
BEGIN
  INSERT INTO attendance_lookagain (school_id, pupils)
  VALUES ((v_row->>'school_id')::bigint, ARRAY[(v_row->>TG_ARGV[0])::bigint]);
  RETURN NULL;
END $$;
CREATE TRIGGER look_again_roll AFTER INSERT OR DELETE ON schools_rollentry
  FOR EACH ROW EXECUTE FUNCTION attendance_look_again_pupil('pupil_id');
CREATE TRIGGER look_again_roll_changed AFTER UPDATE ON schools_rollentry FOR EACH ROW
  WHEN ((OLD.pupil_id, OLD.admitted_on, OLD.left_on, OLD.enrolment)
        IS DISTINCT FROM (NEW.pupil_id, NEW.admitted_on, NEW.left_on, NEW.enrolment))
  EXECUTE FUNCTION attendance_look_again_pupil('pupil_id');
CREATE TRIGGER look_again_born AFTER UPDATE OF born_on, merged_into_id ON schools_pupil FOR EACH ROW
  WHEN ((OLD.born_on, OLD.merged_into_id) IS DISTINCT FROM (NEW.born_on, NEW.merged_into_id))
  EXECUTE FUNCTION attendance_look_again_pupil('id');

-- A school day or a dated value touches everybody.
CREATE FUNCTION attendance_look_again_school() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO attendance_lookagain (school_id)
  SELECT school_id FROM new_rows UNION SELECT school_id FROM old_rows;
  RETURN NULL;
END $$;
CREATE FUNCTION attendance_look_again_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO attendance_lookagain (school_id) SELECT DISTINCT school_id FROM changed_rows;
  RETURN NULL;
END $$;
CREATE TRIGGER look_again_days_added AFTER INSERT ON schools_schoolday REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION attendance_look_again_added();
CREATE TRIGGER look_again_days_removed AFTER DELETE ON schools_schoolday
  REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION attendance_look_again_added();
CREATE TRIGGER look_again_days_changed AFTER UPDATE ON schools_schoolday
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION attendance_look_again_school();
CREATE TRIGGER look_again_values_added AFTER INSERT ON schools_datedvalue
  REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION attendance_look_again_added();
CREATE TRIGGER look_again_values_removed AFTER DELETE ON schools_datedvalue
  REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION attendance_look_again_added();
CREATE TRIGGER look_again_values_changed AFTER UPDATE ON schools_datedvalue
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION attendance_look_again_school();

-- A person's act on a line is audited and stands; a crossing that ended does not come back as the same row.
SELECT daymark_audit_table('attendance_lineact', hidden_columns => '{words}');
REVOKE UPDATE, DELETE ON attendance_lineact FROM daymark_app;
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
