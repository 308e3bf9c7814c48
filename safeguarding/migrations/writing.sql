-- What may be written, and what is written by itself.

-- Whether this person is just raising this concern: theirs, and not sent yet.
CREATE FUNCTION safeguarding_wrote(p_concern uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.safeguarding_concern c
                    WHERE c.id = p_concern AND c.writer_id = (SELECT public.safeguarding_actor())
                      AND c.school_id = ANY (public.safeguarding_own_schools()))
       AND NOT EXISTS (SELECT FROM public.safeguarding_concernclock k WHERE k.id = p_concern)
$$;
CREATE FUNCTION safeguarding_wrote_entry(p_entry uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.safeguarding_entry e
                    WHERE e.id = p_entry AND e.by_id = (SELECT public.safeguarding_actor())
                      AND e.pupil_id = ANY (public.safeguarding_writable()))
       AND NOT EXISTS (SELECT FROM public.safeguarding_entrywords w WHERE w.entry_id = p_entry)
$$;
-- Whether this person may add to this concern or entry: a file of its child is open for writing, and they
-- may read it themselves.
CREATE FUNCTION safeguarding_works_on(p_record uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM (SELECT cp.pupil_id FROM public.safeguarding_concernpupil cp WHERE cp.concern_id = p_record
                      UNION ALL
                     SELECT e.pupil_id FROM public.safeguarding_entry e WHERE e.id = p_record) AS child
         WHERE p_record <> ALL ((SELECT public.safeguarding_withheld())::uuid[])
           AND child.pupil_id = ANY (public.safeguarding_writable())
           AND (child.pupil_id = ANY (public.safeguarding_whole('{file}'))
                OR p_record = ANY (public.safeguarding_shown('{file}'))))
$$;

-- Whether a child may stand in a concern: they are of its school; and in a file's row beside a concern or an
-- entry: it is theirs.
CREATE FUNCTION safeguarding_same_school(p_concern uuid, p_pupil bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.safeguarding_concern c JOIN public.schools_pupil p USING (school_id)
                    WHERE c.id = p_concern AND p.id = p_pupil)
$$;
CREATE FUNCTION safeguarding_is_of(p_record uuid, p_pupil bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.safeguarding_concernpupil cp
                    WHERE cp.concern_id = p_record AND cp.pupil_id = p_pupil)
        OR EXISTS (SELECT FROM public.safeguarding_entry e WHERE e.id = p_record AND e.pupil_id = p_pupil)
$$;

-- The school's next number; concerns about staff have their own, so that no gap tells of one. Its row is locked until the transaction ends, so that no number is left out.
CREATE FUNCTION safeguarding_number() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    INSERT INTO public.safeguarding_counter AS c (school_id, tbl, last)
    VALUES (NEW.school_id, CASE TG_TABLE_NAME WHEN 'safeguarding_staffconcern' THEN 'staff' ELSE 'file' END, 1)
    ON CONFLICT (school_id, tbl) DO UPDATE SET last = c.last + 1 RETURNING c.last INTO NEW.number;
    RETURN NEW;
END
$$;
CREATE TRIGGER safeguarding_number BEFORE INSERT ON safeguarding_concern
FOR EACH ROW EXECUTE FUNCTION safeguarding_number();
CREATE TRIGGER safeguarding_number BEFORE INSERT ON safeguarding_entry
FOR EACH ROW EXECUTE FUNCTION safeguarding_number();
CREATE TRIGGER safeguarding_number BEFORE INSERT ON safeguarding_staffconcern
FOR EACH ROW EXECUTE FUNCTION safeguarding_number();

-- A concern about somebody who is head is about the head, whatever its writer ticked.
CREATE FUNCTION safeguarding_about_head() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    NEW.is_about_head := NEW.is_about_head
        OR 'head' = ANY (public.safeguarding_roles(NEW.about_id, NEW.school_id));
    RETURN NEW;
END
$$;
CREATE TRIGGER safeguarding_about_head BEFORE INSERT ON safeguarding_staffconcern
FOR EACH ROW EXECUTE FUNCTION safeguarding_about_head();

-- Sends a concern: from here on its writer adds nothing, and its clock runs.
CREATE FUNCTION safeguarding_send(p_concern uuid, p_due timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    sent public.safeguarding_concern;
BEGIN
    IF NOT public.safeguarding_wrote(p_concern)
        OR NOT EXISTS (SELECT FROM public.safeguarding_concernpupil cp WHERE cp.concern_id = p_concern)
        OR NOT EXISTS (SELECT FROM public.safeguarding_concernwords w WHERE w.concern_id = p_concern) THEN
        RAISE EXCEPTION 'This concern is not being raised by this person.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT * INTO sent FROM public.safeguarding_concern WHERE id = p_concern;
    INSERT INTO public.safeguarding_concernclock (id, school_id, writer_id, state, raised_at, told, due_at)
    VALUES (sent.id, sent.school_id, sent.writer_id, 'new', sent.recorded_at, 0, p_due);
    RETURN sent.number;
END
$$;

-- A step moves the clock of its concern.
CREATE FUNCTION safeguarding_move_clock() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    UPDATE public.safeguarding_concernclock
       SET state = CASE WHEN NEW.kind = 'closed' THEN 'closed' ELSE 'open' END,
           read_at = coalesce(read_at, NEW.at)
     WHERE id = NEW.concern_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER safeguarding_move_clock AFTER INSERT ON safeguarding_concernstep
FOR EACH ROW EXECUTE FUNCTION safeguarding_move_clock();

-- Tells the next round of an unread concern; true where this call did it. With `p_grants_until` every head
-- of the school is granted the files of its children until then, to be reviewed. A job may call it: it gives
-- no child and no word.
CREATE FUNCTION safeguarding_tell_next(
    p_concern uuid, p_told smallint, p_due timestamptz, p_grants_until timestamptz, p_review_on date
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    clock public.safeguarding_concernclock;
BEGIN
    UPDATE public.safeguarding_concernclock SET told = told + 1, due_at = p_due
     WHERE id = p_concern AND state = 'new' AND told = p_told AND due_at <= public.daymark_now()
    RETURNING * INTO clock;
    IF clock.id IS NULL THEN
        RETURN false;
    END IF;
    IF p_grants_until IS NOT NULL THEN
        INSERT INTO public.safeguarding_filegrant
            (id, school_id, pupil_id, person_id, kind, from_at, until_at, review_on, reason, by_id, at)
        SELECT gen_random_uuid(), clock.school_id, cp.pupil_id, m.user_id, 'escalated', public.daymark_now(),
               least(p_grants_until, public.daymark_now() + interval '14 days'), p_review_on,
               'Nobody had read a concern in time.', NULL, public.daymark_now()
          FROM public.safeguarding_concernpupil cp,
               (SELECT DISTINCT user_id FROM public.schools_membership
                 WHERE school_id = clock.school_id AND role = 'head') AS m
         WHERE cp.concern_id = p_concern
           AND 'head' = ANY (public.safeguarding_roles(m.user_id, clock.school_id));
    END IF;
    RETURN true;
END
$$;
