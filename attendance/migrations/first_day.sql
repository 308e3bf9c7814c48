-- What was tried, told, decided and found about an absence can be added to, and never rewritten: what the
-- application's role may change is named here, column by column. A pupil changes by a merge of duplicates.

-- The words of a family, of the office and of a visit are read where their rights are asked for.
SELECT daymark_audit_table('attendance_contactattempt',
  hidden_columns => '{name,relationship,number,words,struck_why}');
SELECT daymark_audit_table('attendance_stepdone', hidden_columns => '{words}');
SELECT daymark_audit_table('attendance_handover', hidden_columns => '{words}');
SELECT daymark_audit_table('attendance_stayathome', hidden_columns => '{why}');
SELECT daymark_audit_table('attendance_escalation', hidden_columns => '{words,attempts}');
SELECT daymark_audit_table('attendance_escalationdecision', hidden_columns => '{decision}');
SELECT daymark_audit_table('attendance_agencytold', hidden_columns => '{agency,name,words}');
SELECT daymark_audit_table('attendance_visit', hidden_columns =>
  '{second_name,purpose,risk_words,alarm_words,who_seen,child_voice,conditions,next_step,cancelled_why}');
SELECT daymark_audit_table('attendance_visitnote', hidden_columns => '{words}');
SELECT daymark_audit_table('attendance_arrival', hidden_columns => '{reason,undone_why}');

REVOKE UPDATE, DELETE ON attendance_contactattempt, attendance_stepdone, attendance_handover,
  attendance_stayathome, attendance_escalation, attendance_escalationdecision, attendance_agencytold,
  attendance_visit, attendance_visitnote, attendance_arrival FROM daymark_app;
GRANT UPDATE (pupil_id, contact_id, struck_by_id, struck_at, struck_why)
  ON attendance_contactattempt TO daymark_app;
GRANT UPDATE (pupil_id, closed_at) ON attendance_escalation TO daymark_app;
GRANT UPDATE (pupil_id) ON attendance_stepdone, attendance_handover, attendance_stayathome,
  attendance_escalationdecision, attendance_agencytold, attendance_visitnote TO daymark_app;
GRANT UPDATE (pupil_id, undone_by_id, undone_at, undone_why) ON attendance_arrival TO daymark_app;
GRANT UPDATE (pupil_id, due_at, purpose, visitor_id, second_id, second_name, check_in_by, risk_raised,
  risk_words, set_out_at, arrived_at, left_at, safe_at, alarm_words, alarm_by_id, alarm_at, who_seen,
  child_seen, child_spoken_to, child_voice, conditions, next_step, next_on, written_by_id, written_at,
  cancelled_why, cancelled_by_id, cancelled_at) ON attendance_visit TO daymark_app;

-- A visit is written down once, and one that was called off is not made after all; its pupil may be merged,
-- its visitor may still say that they are safe, and its alarm may still be answered, each of them once.
CREATE FUNCTION attendance_keep_visit() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  kept jsonb := to_jsonb(OLD) - '{pupil_id,safe_at,alarm_words,alarm_by_id,alarm_at}'::text[];
BEGIN
  IF (OLD.written_at IS NOT NULL OR OLD.cancelled_at IS NOT NULL)
     AND kept <> to_jsonb(NEW) - '{pupil_id,safe_at,alarm_words,alarm_by_id,alarm_at}'::text[] THEN
    RAISE EXCEPTION 'What was written of a visit stands' USING ERRCODE = 'DM006';
  END IF;
  IF (OLD.written_at IS NOT NULL OR OLD.cancelled_at IS NOT NULL)
     AND (OLD.safe_at IS NOT NULL AND OLD.safe_at IS DISTINCT FROM NEW.safe_at
          OR OLD.alarm_at IS NOT NULL AND (OLD.alarm_at, OLD.alarm_by_id, OLD.alarm_words)
             IS DISTINCT FROM (NEW.alarm_at, NEW.alarm_by_id, NEW.alarm_words)) THEN
    RAISE EXCEPTION 'What was said of safety stands' USING ERRCODE = 'DM006';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER visit_stands BEFORE UPDATE ON attendance_visit
  FOR EACH ROW EXECUTE FUNCTION attendance_keep_visit();

-- Struck out or taken back once, and not by rewriting who did it.
CREATE FUNCTION attendance_keep_ending() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  was jsonb := to_jsonb(OLD);
  ends text[] := TG_ARGV[0]::text[];
  name text;
BEGIN
  IF was ->> ends[1] IS NOT NULL THEN
    FOREACH name IN ARRAY ends LOOP
      IF was -> name IS DISTINCT FROM to_jsonb(NEW) -> name THEN
        RAISE EXCEPTION 'What was ended stays ended' USING ERRCODE = 'DM006';
      END IF;
    END LOOP;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER struck_once BEFORE UPDATE ON attendance_contactattempt
  FOR EACH ROW EXECUTE FUNCTION attendance_keep_ending('{struck_at,struck_by_id,struck_why}');
CREATE TRIGGER undone_once BEFORE UPDATE ON attendance_arrival
  FOR EACH ROW EXECUTE FUNCTION attendance_keep_ending('{undone_at,undone_by_id,undone_why}');
CREATE TRIGGER closed_once BEFORE UPDATE ON attendance_escalation
  FOR EACH ROW EXECUTE FUNCTION attendance_keep_ending('{closed_at}');

-- Each row is of the school of its pupil, and goes to another pupil by a merge alone.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY '{contactattempt,stepdone,handover,stayathome,escalation,escalationdecision,
                          agencytold,visit,visitnote,arrival}'::text[] LOOP
    EXECUTE format('ALTER TABLE attendance_%1$s ADD CONSTRAINT %1$s_school_of_pupil
      FOREIGN KEY (pupil_id, school_id) REFERENCES schools_pupil (id, school_id)', name);
    EXECUTE format('CREATE CONSTRAINT TRIGGER pupil_by_merge AFTER UPDATE ON attendance_%s
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.pupil_id <> NEW.pupil_id)
      EXECUTE FUNCTION schools_pupil_by_merge()', name);
  END LOOP;
END $$;

-- A decision is about the pupil of its escalation. A merge moves the two one after the other.
ALTER TABLE attendance_escalation ADD CONSTRAINT escalation_with_pupil UNIQUE (id, pupil_id, school_id);
ALTER TABLE attendance_escalationdecision ADD CONSTRAINT decision_of_escalation
  FOREIGN KEY (escalation_id, pupil_id, school_id)
  REFERENCES attendance_escalation (id, pupil_id, school_id) DEFERRABLE INITIALLY DEFERRED;

-- Whoever was rung is a contact of the pupil. A try that the kept record has already stays with the record
-- that goes, whose contacts are then those of the kept one.
CREATE FUNCTION attendance_check_contact() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM attendance_contactattempt t
    JOIN schools_contact c ON c.id = t.contact_id
    JOIN schools_pupil p ON p.id = t.pupil_id
    WHERE t.id = NEW.id AND c.pupil_id NOT IN (p.id, coalesce(p.merged_into_id, p.id))
  ) THEN
    RAISE EXCEPTION 'A try is with a contact of its pupil' USING ERRCODE = 'DM006';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER contact_of_pupil AFTER INSERT OR UPDATE ON attendance_contactattempt
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.contact_id IS NOT NULL)
  EXECUTE FUNCTION attendance_check_contact();
