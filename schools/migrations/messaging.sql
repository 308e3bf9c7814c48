-- What becomes of a message is written by whoever sends it; what was asked for and what was sent stand.
DROP TRIGGER daymark_audit_insert ON schools_message;
DROP TRIGGER daymark_audit_update ON schools_message;
DROP TRIGGER daymark_audit_delete ON schools_message;
SELECT daymark_audit_table('schools_message', hidden_columns =>
  '{reference,attempts,claimed_at,due_at,subject,words,sent_to,cost,carrier,provider_id,sent_at}');
SELECT daymark_audit_table('schools_messaging', hidden_columns => '{notify_key,hook_secret}');
SELECT daymark_audit_table('schools_messagewording');
SELECT daymark_audit_table('schools_nevermessage', hidden_columns => '{address,why}');

GRANT UPDATE (state, due_at, attempts, claimed_at, subject, words, sent_to, cost, why, carrier, provider_id,
  sent_at, ended_at) ON schools_message TO daymark_app;
REVOKE DELETE ON schools_messaging FROM daymark_app;
REVOKE UPDATE, DELETE ON schools_messagewording, schools_nevermessage FROM daymark_app;
GRANT UPDATE (ended_by_id, ended_at) ON schools_nevermessage TO daymark_app;

-- A message goes one way: from waiting to sent, and on to its receipt. One that failed may be tried again, by
-- the same reference; one that was withdrawn or delivered stays so. Its words are written once.
CREATE FUNCTION schools_keep_message() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
      ('queued', 'sent'), ('queued', 'delivered'), ('queued', 'failed'), ('queued', 'withdrawn'),
      ('sent', 'delivered'), ('sent', 'failed'),
      ('failed', 'queued'), ('failed', 'sent'), ('failed', 'delivered')) THEN
    RAISE EXCEPTION 'A message that is % does not become %', OLD.state, NEW.state USING ERRCODE = 'DM007';
  END IF;
  IF NEW.attempts < OLD.attempts
     OR OLD.words <> '' AND (OLD.words, OLD.subject, OLD.sent_to) <> (NEW.words, NEW.subject, NEW.sent_to)
     OR OLD.sent_at IS NOT NULL AND OLD.sent_at IS DISTINCT FROM NEW.sent_at THEN
    RAISE EXCEPTION 'What was sent stands' USING ERRCODE = 'DM007';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER message_stands BEFORE UPDATE ON schools_message
  FOR EACH ROW EXECUTE FUNCTION schools_keep_message();

-- An end is made once.
CREATE FUNCTION schools_keep_never_message() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL THEN
    RAISE EXCEPTION 'What was ended stays ended' USING ERRCODE = 'DM007';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ended_once BEFORE UPDATE ON schools_nevermessage
  FOR EACH ROW EXECUTE FUNCTION schools_keep_never_message();
