-- Opening a file in an emergency, and the clock of its review.

REVOKE ALL ON safeguarding_emergencyclock FROM daymark_app;
GRANT SELECT ON safeguarding_emergencyclock TO daymark_app, daymark_sealed;
GRANT INSERT, UPDATE ON safeguarding_emergencyclock TO daymark_keeper;
CREATE INDEX safeguarding_opening_school ON safeguarding_opening (school, at DESC);
CREATE INDEX safeguarding_opening_actor ON safeguarding_opening (actor, at);

-- Grants the asker one hour in one file: the head or a safeguarding officer, with a second factor of the last
-- five minutes. What keeps people out wins; NULL then, and for everybody else. Pressed twice it is one grant.
CREATE FUNCTION safeguarding_break_glass(p_school bigint, p_pupil bigint, p_reason text, p_review_due timestamptz)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    who    record;
    given  uuid;
    children bigint[];
    opening bigint;
    until  timestamptz;
    review timestamptz := least(p_review_due, public.daymark_now() + interval '14 days');
    is_new boolean := false;
BEGIN
    SELECT * INTO who FROM public.safeguarding_ticket();
    IF who.actor IS NULL OR who.level <> 'stepped' OR coalesce(length(btrim(p_reason)), 0) < 20 OR review IS NULL
       OR NOT public.safeguarding_roles(who.actor, p_school) && '{head,dso}'::text[]
       OR NOT EXISTS (SELECT FROM public.schools_pupil p
                       WHERE p.id = p_pupil AND p.school_id = p_school AND p.merged_into_id IS NULL) THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('safeguarding_filegrant', p_pupil));
    SELECT f.id, f.until_at INTO given, until FROM public.safeguarding_filegrant f
     WHERE f.pupil_id = p_pupil AND f.person_id = who.actor AND f.kind = 'emergency'
       AND f.until_at > public.daymark_now()
       AND NOT EXISTS (SELECT FROM public.safeguarding_filegrantend e WHERE e.grant_id = f.id);
    IF given IS NULL THEN
        is_new := true;
        given := gen_random_uuid();
        until := public.daymark_now() + interval '1 hour';
        BEGIN
            INSERT INTO public.safeguarding_filegrant
                (id, school_id, pupil_id, person_id, kind, from_at, until_at, review_on, reason, by_id, at)
            VALUES (given, p_school, p_pupil, who.actor, 'emergency', public.daymark_now(), until,
                    (review AT TIME ZONE 'Europe/London')::date, btrim(p_reason), who.actor, public.daymark_now());
            SELECT r.ids INTO children FROM public.safeguarding_reach(who.actor, p_school, ARRAY[p_pupil]) r;
            IF children IS NULL THEN
                RAISE EXCEPTION 'Kept out.' USING ERRCODE = 'DM001';
            END IF;
            opening := public.safeguarding_write_opening('file', who.actor, p_school, 'emergency', children,
                                                         '{}', '{}', '{}', '{}');
            INSERT INTO public.safeguarding_emergencyclock
                (id, school_id, person_id, opening, until_at, due_at, told)
            VALUES (given, p_school, who.actor, opening, until, review, 0);
        EXCEPTION WHEN SQLSTATE 'DM001' THEN
            RETURN NULL;
        END;
        RAISE LOG 'daymark: emergency % by %', given, who.actor;
    ELSIF NOT EXISTS (SELECT FROM public.safeguarding_reach(who.actor, p_school, ARRAY[p_pupil])) THEN
        RETURN NULL;
    END IF;
    RETURN jsonb_build_object('grant', given, 'until', until, 'is_new', is_new);
END
$$;

-- A review stops the clock.
CREATE FUNCTION safeguarding_stop_emergency() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    UPDATE public.safeguarding_emergencyclock SET reviewed_at = NEW.at WHERE id = NEW.grant_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER safeguarding_stop_emergency AFTER INSERT ON safeguarding_filegrantend
FOR EACH ROW EXECUTE FUNCTION safeguarding_stop_emergency();

-- Tells of a review that is overdue, once a day; true where this call did it. A job may call it.
CREATE FUNCTION safeguarding_tell_review(p_grant uuid, p_told smallint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    UPDATE public.safeguarding_emergencyclock SET told = told + 1
     WHERE id = p_grant AND told = p_told AND reviewed_at IS NULL
       AND due_at + p_told * interval '1 day' <= public.daymark_now();
    RETURN FOUND;
END
$$;

GRANT CREATE ON SCHEMA public TO daymark_keeper;
DO $$
DECLARE
    f regprocedure;
BEGIN
    FOR f IN SELECT p.oid FROM pg_proc p
              WHERE p.pronamespace = 'public'::regnamespace
                AND p.proname IN ('safeguarding_break_glass', 'safeguarding_stop_emergency',
                                  'safeguarding_tell_review')
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
        EXECUTE format('ALTER FUNCTION %s OWNER TO daymark_keeper', f);
    END LOOP;
END
$$;
REVOKE CREATE ON SCHEMA public FROM daymark_keeper;
SET LOCAL ROLE daymark_keeper;
GRANT EXECUTE ON FUNCTION safeguarding_break_glass(bigint, bigint, text, timestamptz)
TO daymark_sealed;
GRANT EXECUTE ON FUNCTION safeguarding_tell_review(uuid, smallint) TO daymark_app;
RESET ROLE;
