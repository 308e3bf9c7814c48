-- One trigger function for every business table. It runs once a statement, however many rows that touches.
-- TG_ARGV: key columns, school column, pupil column, hidden columns (lists are comma-separated).

CREATE FUNCTION daymark_write_rows(
    verb text, tbl text, keys text[], school_column text, pupil_column text, befores jsonb[], afters jsonb[]
) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp
AS $$
    INSERT INTO public.accounts_auditevent
        (actor, verb, school, pupil, tbl, obj, before, after, reason, request_id)
    SELECT nullif(current_setting('app.actor', true), '')::bigint, $1,
           nullif(coalesce(a, b) ->> $4, '')::bigint, nullif(coalesce(a, b) ->> $5, '')::bigint, $2,
           (SELECT string_agg(coalesce(a, b) ->> k, '/' ORDER BY n) FROM unnest($3) WITH ORDINALITY x(k, n)),
           b, a,
           coalesce(current_setting('app.reason', true), ''),
           coalesce(current_setting('app.request_id', true), '')
      FROM unnest($6, $7) AS changed(b, a)
     WHERE b IS DISTINCT FROM a
$$;
REVOKE ALL ON FUNCTION daymark_write_rows(text, text, text[], text, text, jsonb[], jsonb[]) FROM PUBLIC;

CREATE FUNCTION daymark_audit_rows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    keys    text[] := string_to_array(TG_ARGV[0], ',');
    hidden  text[] := string_to_array(TG_ARGV[3], ',');
    befores jsonb[];
    afters  jsonb[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(to_jsonb(n) - hidden) INTO afters FROM new_rows n;
        befores := array_fill(NULL::jsonb, ARRAY[coalesce(cardinality(afters), 0)]);
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(to_jsonb(o) - hidden) INTO befores FROM old_rows o;
        afters := array_fill(NULL::jsonb, ARRAY[coalesce(cardinality(befores), 0)]);
    ELSE
        SELECT array_agg(b - hidden), array_agg(a - hidden) INTO befores, afters
          FROM (SELECT to_jsonb(o) AS b,
                       (SELECT jsonb_agg(to_jsonb(o) -> k ORDER BY i) FROM unnest(keys) WITH ORDINALITY x(k, i))
                           AS key
                  FROM old_rows o) AS was
          FULL JOIN
               (SELECT to_jsonb(n) AS a,
                       (SELECT jsonb_agg(to_jsonb(n) -> k ORDER BY i) FROM unnest(keys) WITH ORDINALITY x(k, i))
                           AS key
                  FROM new_rows n) AS is_now USING (key);
    END IF;
    PERFORM public.daymark_write_rows(
        lower(TG_OP), TG_TABLE_NAME, keys, TG_ARGV[1], TG_ARGV[2], befores, afters);
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION daymark_audit_rows() FROM PUBLIC;

-- Attach the three triggers: SELECT daymark_audit_table('schools_contact');
-- The school and the pupil are found in school_id and pupil_id when they are there; a table that *is* the
-- school or the pupil names its own key: SELECT daymark_audit_table('schools_pupil', pupil_column => 'id').
CREATE FUNCTION daymark_audit_table(
    tbl regclass, school_column text DEFAULT 'school_id', pupil_column text DEFAULT 'pupil_id',
    hidden_columns text[] DEFAULT '{}'
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    keys text;
    args text;
BEGIN
    SELECT string_agg(a.attname, ',' ORDER BY k.n) INTO STRICT keys
      FROM pg_index i, unnest(i.indkey::smallint[]) WITH ORDINALITY k(attnum, n), pg_attribute a
     WHERE i.indrelid = tbl AND i.indisprimary AND a.attrelid = tbl AND a.attnum = k.attnum;
    IF keys IS NULL THEN
        RAISE EXCEPTION '% has no primary key, so its rows cannot be named in the audit.', tbl;
    END IF;
    args := format('%L, %L, %L, %L', keys, school_column, pupil_column, array_to_string(hidden_columns, ','));
    EXECUTE format('CREATE TRIGGER daymark_audit_insert AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows '
        'FOR EACH STATEMENT EXECUTE FUNCTION daymark_audit_rows(%s)', tbl, args);
    EXECUTE format('CREATE TRIGGER daymark_audit_update AFTER UPDATE ON %s REFERENCING OLD TABLE AS old_rows '
        'NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION daymark_audit_rows(%s)', tbl, args);
    EXECUTE format('CREATE TRIGGER daymark_audit_delete AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows '
        'FOR EACH STATEMENT EXECUTE FUNCTION daymark_audit_rows(%s)', tbl, args);
END
$$;
REVOKE ALL ON FUNCTION daymark_audit_table(regclass, text, text, text[]) FROM PUBLIC;

SELECT daymark_audit_table('accounts_user', hidden_columns => '{password,last_login,session_round}');
SELECT daymark_audit_table('accounts_invitation', hidden_columns => '{token_digest}');
