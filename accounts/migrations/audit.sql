-- The audit in its final shape. Append-only twice over: no privilege, and a trigger that refuses the owner
-- too. (Seals come on top and need only the epoch and the transaction id that stand here already.)

CREATE TABLE daymark_audit_epoch (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    epoch    integer NOT NULL DEFAULT 1
);
INSERT INTO daymark_audit_epoch DEFAULT VALUES;
REVOKE ALL ON daymark_audit_epoch FROM daymark_app;

-- A restore into a new cluster starts transaction ids again, so it raises the epoch first.
CREATE FUNCTION daymark_current_epoch() RETURNS integer
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT epoch FROM public.daymark_audit_epoch $$;
REVOKE ALL ON FUNCTION daymark_current_epoch() FROM PUBLIC;

CREATE TABLE accounts_auditevent (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    epoch        integer     NOT NULL DEFAULT daymark_current_epoch(),
    txid         xid8        NOT NULL DEFAULT pg_current_xact_id(),
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor        bigint,
    on_behalf_of bigint,
    verb         text        NOT NULL CHECK (verb <> ''),
    school       bigint,
    pupil        bigint,
    tbl          text        NOT NULL DEFAULT '',
    obj          text        NOT NULL DEFAULT '',
    before       jsonb,
    after        jsonb,
    reason       text        NOT NULL DEFAULT '',
    request_id   text        NOT NULL DEFAULT ''
);
CREATE INDEX accounts_auditevent_seal ON accounts_auditevent (epoch, txid);
CREATE INDEX accounts_auditevent_pupil ON accounts_auditevent (pupil, id) WHERE pupil IS NOT NULL;
CREATE INDEX accounts_auditevent_row ON accounts_auditevent (tbl, obj);
CREATE INDEX accounts_auditevent_at ON accounts_auditevent USING brin (at);
REVOKE ALL ON accounts_auditevent FROM daymark_app;
GRANT SELECT ON accounts_auditevent TO daymark_app;

CREATE FUNCTION daymark_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'The audit can only grow: % refused.', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER daymark_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON accounts_auditevent
FOR EACH STATEMENT EXECUTE FUNCTION daymark_refuse_change();

-- The application's only way to write a line itself: sign-ins, refusals, prints, exports, opened pages.
CREATE FUNCTION daymark_log_event(
    verb text, actor bigint, on_behalf_of bigint, school bigint, pupil bigint, tbl text, obj text,
    before jsonb, after jsonb, reason text, request_id text
) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    INSERT INTO public.accounts_auditevent
        (verb, actor, on_behalf_of, school, pupil, tbl, obj, before, after, reason, request_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
$$;
REVOKE ALL ON FUNCTION daymark_log_event(
    text, bigint, bigint, bigint, bigint, text, text, jsonb, jsonb, text, text
) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION daymark_log_event(
    text, bigint, bigint, bigint, bigint, text, text, jsonb, jsonb, text, text
) TO daymark_app;
