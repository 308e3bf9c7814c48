-- A marker is read by its right alone, as a safety note is: that it was set is no secret, its kind is.
SELECT daymark_audit_table('schools_message');
SELECT daymark_audit_table('schools_pupilmarker', school_column => '', hidden_columns => '{kind}');

-- A message is withdrawn and a marker is ended; nothing else of them is rewritten. Both follow a merge.
REVOKE UPDATE, DELETE ON schools_message, schools_pupilmarker FROM daymark_app;
GRANT UPDATE (pupil_id, contact_id, state) ON schools_message TO daymark_app;
GRANT UPDATE (pupil_id, until_on) ON schools_pupilmarker TO daymark_app;

-- What hangs on a pupil and names a school names the pupil's own.
ALTER TABLE schools_pupil ADD CONSTRAINT pupil_with_school UNIQUE (id, school_id);
ALTER TABLE schools_message ADD CONSTRAINT message_school_of_pupil
  FOREIGN KEY (pupil_id, school_id) REFERENCES schools_pupil (id, school_id);

-- A row goes from one pupil to another by a merge of duplicates alone. The merge moves the rows before it says
-- which record is gone, so this is asked at the end of the transaction. A record may be merged on from there.
CREATE FUNCTION schools_pupil_by_merge() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM schools_pupil gone JOIN schools_pupil kept ON kept.school_id = gone.school_id
    WHERE gone.id = OLD.pupil_id AND kept.id = NEW.pupil_id
      AND gone.merged_into_id IN (kept.id, kept.merged_into_id)
  ) THEN
    RAISE EXCEPTION 'A row goes to another pupil by a merge alone' USING ERRCODE = 'DM006';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER pupil_by_merge AFTER UPDATE ON schools_message
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.pupil_id <> NEW.pupil_id)
  EXECUTE FUNCTION schools_pupil_by_merge();
CREATE CONSTRAINT TRIGGER pupil_by_merge AFTER UPDATE ON schools_pupilmarker
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.pupil_id <> NEW.pupil_id)
  EXECUTE FUNCTION schools_pupil_by_merge();

-- A marker that is over stays as it was: whoever rang, rang under it. A merge alone may take over the end of
-- the same marker of the record that goes.
CREATE FUNCTION schools_keep_past_marker() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.until_on < (daymark_now() AT TIME ZONE 'Europe/London')::date AND NOT EXISTS (
    SELECT FROM schools_pupilmarker m JOIN schools_pupil gone ON gone.id = m.pupil_id
    WHERE gone.merged_into_id = NEW.pupil_id AND m.kind = NEW.kind AND m.from_on = NEW.from_on
      AND m.until_on IS NOT DISTINCT FROM NEW.until_on
  ) THEN
    RAISE EXCEPTION 'A marker that is over stays as it was' USING ERRCODE = 'DM006';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER past_marker_stands AFTER UPDATE ON schools_pupilmarker
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.until_on IS DISTINCT FROM NEW.until_on)
  EXECUTE FUNCTION schools_keep_past_marker();
