-- Two roll entries of one child that overlap are joined when duplicates are merged: the entry that goes takes
-- its tallies with it, which are counts and no record. The joined entry is counted again from the marks.

CREATE FUNCTION attendance_forget_roll() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM attendance_weektally WHERE roll_entry_id IN (SELECT id FROM old_entries);
  RETURN NULL;
END $$;

CREATE TRIGGER roll_removed AFTER DELETE ON schools_rollentry REFERENCING OLD TABLE AS old_entries
  FOR EACH STATEMENT EXECUTE FUNCTION attendance_forget_roll();
