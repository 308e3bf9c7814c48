-- The second lock. The web's role has no privilege on these tables. Inside one transaction it becomes the
-- sealed role, shows a ticket that only the application can sign, and has one of the functions below write
-- down what it opens: the policies read nothing but what that very transaction wrote down for that person.

DO $$
BEGIN
    IF (SELECT count(*) FROM pg_roles WHERE rolname IN ('daymark_sealed', 'daymark_keeper')) < 2 THEN
        RAISE EXCEPTION 'Make the roles daymark_sealed and daymark_keeper first: see docs/how-to/upgrade.md.';
    END IF;
END
$$;

-- The key with which the application signs tickets: `migrate` keeps it in step with the settings.
CREATE TABLE safeguarding_key (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    key      bytea NOT NULL CHECK (length(key) = 32)
);
CREATE TABLE safeguarding_counter (
    school_id bigint  NOT NULL REFERENCES schools_school (id),
    tbl       text    NOT NULL,
    last      integer NOT NULL DEFAULT 0,
    PRIMARY KEY (school_id, tbl)
);
CREATE TABLE safeguarding_opening (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    txid       xid8        NOT NULL DEFAULT pg_current_xact_id(),
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor      bigint      NOT NULL,
    school     bigint      NOT NULL,
    kind       text        NOT NULL CHECK (kind IN ('file', 'list', 'own', 'staff')),
    purpose    text        NOT NULL CHECK (purpose <> ''),
    pupils     bigint[]    NOT NULL DEFAULT '{}',
    whole      bigint[]    NOT NULL DEFAULT '{}',
    team       bigint[]    NOT NULL DEFAULT '{}',
    writable   bigint[]    NOT NULL DEFAULT '{}',
    shown      uuid[]      NOT NULL DEFAULT '{}',
    request_id text        NOT NULL DEFAULT ''
);
CREATE INDEX safeguarding_opening_now ON safeguarding_opening (txid);
CREATE INDEX safeguarding_grant_shut ON safeguarding_filegrant (person_id, pupil_id) WHERE kind IN ('only', 'excluded');
CREATE INDEX safeguarding_opening_pupils ON safeguarding_opening USING gin (pupils);
CREATE TRIGGER daymark_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON safeguarding_opening
FOR EACH STATEMENT EXECUTE FUNCTION daymark_refuse_change();
-- A ticket names its session by this digest.
CREATE INDEX safeguarding_session_digest ON django_session (encode(sha256(session_key::bytea), 'hex'));

-- Nobody has any of it but by what follows; and the owner, too, reads no row.
DO $$
DECLARE
    tbl text;
BEGIN
    FOR tbl IN SELECT c.relname FROM pg_class c
                WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
                  AND c.relname LIKE 'safeguarding\_%' AND c.relname <> 'safeguarding_category'
    LOOP
        EXECUTE format('REVOKE ALL ON public.%I FROM daymark_app', tbl);
        IF tbl <> 'safeguarding_concernclock' THEN
            EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', tbl);
            EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', tbl);
        END IF;
        IF tbl NOT IN ('safeguarding_key', 'safeguarding_counter', 'safeguarding_opening',
                       'safeguarding_concernclock', 'safeguarding_concerndraft') THEN
            EXECUTE format('GRANT SELECT, INSERT ON public.%I TO daymark_sealed', tbl);
            EXECUTE format('CREATE TRIGGER daymark_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.%I '
                'FOR EACH STATEMENT EXECUTE FUNCTION daymark_refuse_change()', tbl);
        END IF;
    END LOOP;
END
$$;
-- How many files were opened is nobody's to count.
REVOKE ALL ON SEQUENCE safeguarding_opening_id_seq FROM daymark_app;
-- To delete a child, a person, a school or a category, or to number them anew, would ask each sealed table
-- whether it holds them, and the error would answer.
REVOKE DELETE ON schools_pupil, accounts_user, schools_school, safeguarding_category FROM daymark_app;
CREATE FUNCTION safeguarding_fixed_key() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'A key never changes.' USING ERRCODE = 'insufficient_privilege';
END
$$;
DO $$
DECLARE
    tbl text;
BEGIN
    FOREACH tbl IN ARRAY '{schools_pupil,accounts_user,schools_school,safeguarding_category}'::text[]
    LOOP
        EXECUTE format('CREATE TRIGGER daymark_fixed_key BEFORE UPDATE OF id ON public.%I '
            'FOR EACH STATEMENT EXECUTE FUNCTION safeguarding_fixed_key()', tbl);
    END LOOP;
END
$$;
CREATE POLICY key_kept ON safeguarding_key TO daymark_owner USING (true) WITH CHECK (true);
GRANT SELECT ON safeguarding_opening TO daymark_sealed;
GRANT SELECT, INSERT, UPDATE, DELETE ON safeguarding_concerndraft TO daymark_sealed;
GRANT SELECT ON safeguarding_concernclock TO daymark_app, daymark_sealed;
GRANT SELECT ON accounts_user, schools_pupil, schools_school, safeguarding_category, daymark_clock
   TO daymark_sealed;
GRANT INSERT ON safeguarding_opening, safeguarding_concernclock, safeguarding_filegrant TO daymark_keeper;
GRANT INSERT, UPDATE ON safeguarding_counter, safeguarding_concernclock TO daymark_keeper;
GRANT EXECUTE ON FUNCTION daymark_log_event(
    text, bigint, bigint, bigint, bigint, text, text, jsonb, jsonb, text, text
) TO daymark_keeper;

-- Who acts, from the ticket of this transaction; nobody without one that was signed for it. It is good for
-- one transaction of one connection, while the session that it names lives and its person may sign in.
CREATE FUNCTION safeguarding_ticket() RETURNS TABLE (actor bigint, level text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT u.id, t.part[2]
      FROM (SELECT string_to_array(nullif(current_setting('app.ticket', true), ''), ':') AS part) AS t,
           public.safeguarding_key k,
           public.accounts_user u
     WHERE cardinality(t.part) = 4
       AND t.part[4] = encode(sha256(k.key || sha256(k.key || convert_to(concat_ws(':', t.part[1], t.part[2],
               t.part[3], pg_backend_pid(), pg_current_xact_id_if_assigned()), 'UTF8'))), 'hex')
       AND u.id = t.part[1]::bigint AND u.is_active
       AND EXISTS (SELECT FROM public.django_session s
                    WHERE encode(sha256(s.session_key::bytea), 'hex') = t.part[3]
                      AND s.expire_date > least(now(), public.daymark_now()))
$$;
CREATE FUNCTION safeguarding_actor() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT actor FROM public.safeguarding_ticket() $$;

-- What this person opened in this transaction. After a restore transaction numbers start again, so an old
-- row may carry the number of a new transaction: it is older than that transaction, and opens nothing.
CREATE FUNCTION safeguarding_openings(kinds text[]) RETURNS SETOF safeguarding_opening
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT * FROM public.safeguarding_opening o
     WHERE o.txid = pg_current_xact_id_if_assigned() AND o.at >= now()
       AND o.actor = (SELECT public.safeguarding_actor()) AND o.kind = ANY (kinds)
$$;
CREATE FUNCTION safeguarding_pupils(kinds text[]) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT coalesce(array_agg(p), '{}') FROM public.safeguarding_openings(kinds) o, unnest(o.pupils) p $$;
CREATE FUNCTION safeguarding_whole(kinds text[]) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT coalesce(array_agg(p), '{}') FROM public.safeguarding_openings(kinds) o, unnest(o.whole) p $$;
CREATE FUNCTION safeguarding_team(kinds text[]) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT coalesce(array_agg(p), '{}') FROM public.safeguarding_openings(kinds) o, unnest(o.team) p $$;
CREATE FUNCTION safeguarding_shown(kinds text[]) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT coalesce(array_agg(r), '{}') FROM public.safeguarding_openings(kinds) o, unnest(o.shown) r $$;
CREATE FUNCTION safeguarding_writable() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT coalesce(array_agg(p), '{}') FROM public.safeguarding_openings('{file}') o, unnest(o.writable) p $$;
CREATE FUNCTION safeguarding_own_schools() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT coalesce(array_agg(o.school), '{}') FROM public.safeguarding_openings('{own}') o $$;

-- The children whose files are shut to this person: by an exclusion, or because they are not one of the few.
CREATE FUNCTION safeguarding_shut() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    WITH words AS (
             SELECT coalesce(p.merged_into_id, p.id) AS child, f.kind, f.person_id = a.actor AS mine
               FROM public.safeguarding_filegrant f JOIN public.schools_pupil p ON p.id = f.pupil_id,
                    (SELECT public.safeguarding_actor() AS actor) AS a
              WHERE (f.kind = 'only' OR f.kind = 'excluded' AND f.person_id = a.actor) AND f.from_at <= (SELECT public.daymark_now())
                AND (f.until_at IS NULL OR f.until_at > (SELECT public.daymark_now()))
                AND NOT EXISTS (SELECT FROM public.safeguarding_filegrantend e WHERE e.grant_id = f.id)),
         found AS (
             SELECT child FROM words GROUP BY child
             HAVING bool_or(mine AND kind = 'excluded')
                 OR bool_or(kind = 'only') AND NOT bool_or(kind = 'only' AND mine))
    SELECT coalesce(array_agg(id), '{}') FROM (
        SELECT child AS id FROM found
         UNION ALL
        SELECT p.id FROM found f JOIN public.schools_pupil p ON p.merged_into_id = f.child) AS shut
$$;
-- The concerns that name such a child: they stay shut in the other children's files, too.
CREATE FUNCTION safeguarding_withheld() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT coalesce(array_agg(DISTINCT cp.concern_id), '{}') FROM public.safeguarding_concernpupil cp
     WHERE cp.pupil_id = ANY ((SELECT public.safeguarding_shut())::bigint[])
$$;
