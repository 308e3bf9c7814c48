-- A family's answer stands as it came; the school decides about it once. It follows a merge of its pupil.
SELECT daymark_audit_table('attendance_familyreply', hidden_columns => '{reason,words,number,decided_why}');
REVOKE UPDATE, DELETE ON attendance_familyreply FROM daymark_app;
GRANT UPDATE (pupil_id, contact_id, decision, decided_by_id, decided_at, decided_code, decided_why)
  ON attendance_familyreply TO daymark_app;
CREATE TRIGGER decided_once BEFORE UPDATE ON attendance_familyreply
  FOR EACH ROW EXECUTE FUNCTION
    attendance_keep_ending('{decided_at,decision,decided_by_id,decided_code,decided_why}');
ALTER TABLE attendance_familyreply ADD CONSTRAINT familyreply_school_of_pupil
  FOREIGN KEY (pupil_id, school_id) REFERENCES schools_pupil (id, school_id);
CREATE CONSTRAINT TRIGGER pupil_by_merge AFTER UPDATE ON attendance_familyreply
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.pupil_id <> NEW.pupil_id)
  EXECUTE FUNCTION schools_pupil_by_merge();
