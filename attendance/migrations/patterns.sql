-- What the night found is written anew and never changed. It is derived from marks, which the audit holds.
REVOKE UPDATE ON attendance_foundpattern FROM daymark_app;
ALTER TABLE attendance_foundpattern ADD CONSTRAINT foundpattern_school_of_pupil
  FOREIGN KEY (pupil_id, school_id) REFERENCES schools_pupil (id, school_id);
ALTER TABLE attendance_foundpattern ADD CONSTRAINT foundpattern_school_of_sibling
  FOREIGN KEY (sibling_id, school_id) REFERENCES schools_pupil (id, school_id);
