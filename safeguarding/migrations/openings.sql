-- Opening: who may, how far, and the row that says so.

-- The posts that a person holds at a school on its day, approved where that is asked (schools.access).
CREATE FUNCTION safeguarding_roles(p_actor bigint, p_school bigint) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT coalesce(array_agg(DISTINCT m.role::text), '{}') FROM public.schools_membership m,
           (SELECT (public.daymark_now() AT TIME ZONE 'Europe/London')::date AS today) AS d
     WHERE m.user_id = p_actor AND m.school_id = p_school AND m.valid_from <= d.today
       AND (m.valid_until IS NULL OR m.valid_until >= d.today)
       AND (m.role NOT IN ('dsl', 'dso', 'head', 'admin') OR m.approved_by_id IS NOT NULL)
$$;

-- How far a person reaches into the files of these children: `lead` all of it, `team` what is for the team,
-- `shared` single entries. Exclusions win over all, and the few who alone may open it over every role. A
-- duplicate that was merged counts as the child that was kept.
CREATE FUNCTION safeguarding_reach(p_actor bigint, p_school bigint, p_pupils bigint[])
RETURNS TABLE (child bigint, ids bigint[], reach text, writes boolean, shared uuid[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    WITH posts AS (SELECT public.safeguarding_roles(p_actor, p_school) AS held),
         kids AS (
             SELECT p.id, coalesce(p.merged_into_id, p.id) AS child FROM public.schools_pupil p
              WHERE p.school_id = p_school
                AND (p.id = ANY (p_pupils) AND p.merged_into_id IS NULL OR p.merged_into_id = ANY (p_pupils))),
         words AS (
             SELECT k.child, f.kind, f.record, f.person_id = p_actor AS mine
               FROM kids k
               JOIN public.safeguarding_filegrant f ON f.pupil_id = k.id
              WHERE f.from_at <= (SELECT public.daymark_now())
                AND (f.until_at IS NULL OR f.until_at > (SELECT public.daymark_now()))
                AND NOT EXISTS (SELECT FROM public.safeguarding_filegrantend e WHERE e.grant_id = f.id)),
         found AS (
             SELECT child,
                    bool_or(mine AND kind = 'excluded') AS excluded,
                    bool_or(kind = 'only') AND NOT bool_or(kind = 'only' AND mine) AS shut,
                    bool_or(mine AND kind IN ('read', 'work', 'emergency', 'escalated')) AS granted,
                    bool_or(mine AND kind IN ('work', 'escalated')) AS works,
                    array_agg(record) FILTER (WHERE mine AND kind = 'share') AS shared
               FROM words GROUP BY child),
         reached AS (
             SELECT k.child, array_agg(k.id) AS ids,
                    CASE WHEN coalesce(bool_or(f.excluded), false) OR coalesce(bool_or(f.shut), false) THEN NULL
                         WHEN 'dsl' = ANY (posts.held) THEN 'lead'
                         WHEN NOT posts.held && '{teacher,officer,pastoral,dso,senco,head,trust}'::text[] THEN NULL
                         WHEN bool_or(f.granted) THEN 'team'
                         WHEN count(f.shared) > 0 THEN 'shared' END AS reach,
                    coalesce(bool_or(f.works), false) AS works, posts.held
               FROM kids k CROSS JOIN posts LEFT JOIN found f ON f.child = k.child
              GROUP BY k.child, posts.held)
    SELECT r.child, r.ids, r.reach,
           r.reach = 'lead' OR r.reach = 'team' AND r.works
               AND r.held && '{pastoral,dso,senco,head}'::text[],
           coalesce((SELECT f.shared FROM found f WHERE f.child = r.child), '{}')
      FROM reached r WHERE r.reach IS NOT NULL
$$;

-- The concerns and entries of some children, and who may read each: the newest word of a lead, and the team
-- where there is none.
CREATE FUNCTION safeguarding_records(p_ids bigint[]) RETURNS TABLE (record uuid, audience text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    WITH records AS (
             SELECT c.concern_id AS id FROM public.safeguarding_concernpupil c WHERE c.pupil_id = ANY (p_ids)
              UNION
             SELECT e.id FROM public.safeguarding_entry e WHERE e.pupil_id = ANY (p_ids)),
         words AS (
             SELECT DISTINCT ON (a.record) a.record, a.audience FROM public.safeguarding_audiencechange a
              WHERE a.record IN (SELECT r.id FROM records r)
              ORDER BY a.record, a.at DESC, a.id DESC)
    SELECT r.id, coalesce(w.audience, 'team') FROM records r LEFT JOIN words w ON w.record = r.id
$$;

-- Writes the row that opens. It can be written by nobody else, and says it in the server's log as well, which
-- a rolled back transaction does not take back.
CREATE FUNCTION safeguarding_write_opening(
    p_kind text, p_actor bigint, p_school bigint, p_purpose text, p_pupils bigint[], p_whole bigint[],
    p_team bigint[], p_writable bigint[], p_shown uuid[]
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    opening bigint;
    request text := coalesce(current_setting('app.request_id', true), '');
BEGIN
    INSERT INTO public.safeguarding_opening
        (actor, school, kind, purpose, pupils, whole, team, writable, shown, request_id)
    VALUES (p_actor, p_school, p_kind, p_purpose, p_pupils, p_whole, p_team, p_writable, p_shown, request)
    RETURNING id INTO opening;
    PERFORM public.daymark_log_event('open', p_actor, NULL, p_school, NULL, 'safeguarding_opening',
                                     opening::text, NULL, NULL, '', request);
    RAISE LOG 'daymark: opening % of kind % by %', opening, p_kind, p_actor;
    RETURN opening;
END
$$;

-- Opens one child's file; NULL where there is none for this person. `restricted` counts what they may know to
-- be there and not read.
CREATE FUNCTION safeguarding_open(p_school bigint, p_pupil bigint, p_purpose text, p_level text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    who   record;
    found record;
    shown uuid[] := '{}';
    held_back integer := 0;
BEGIN
    SELECT * INTO who FROM public.safeguarding_ticket();
    IF who.actor IS NULL OR NOT (who.level = 'stepped'
        OR who.level = 'confirmed' AND p_level IS NOT DISTINCT FROM 'confirmed' AND p_purpose <> 'export') THEN
        RETURN NULL;
    END IF;
    SELECT * INTO found FROM public.safeguarding_reach(who.actor, p_school, ARRAY[p_pupil]);
    IF found.reach IS NULL THEN
        RETURN NULL;
    END IF;
    IF found.reach <> 'lead' THEN
        SELECT coalesce(array_agg(r.record) FILTER (
                   WHERE found.reach = 'team' AND r.audience = 'team' OR r.record = ANY (found.shared)), '{}'),
               count(*) FILTER (WHERE r.audience <> 'hidden' AND NOT r.record = ANY (found.shared)
                                  AND NOT (found.reach = 'team' AND r.audience = 'team'))
          INTO shown, held_back FROM public.safeguarding_records(found.ids) r
         WHERE r.record <> ALL ((SELECT public.safeguarding_withheld())::uuid[]);
    END IF;
    PERFORM public.safeguarding_write_opening('file', who.actor, p_school, p_purpose, found.ids,
        CASE WHEN found.reach = 'lead' THEN found.ids ELSE '{}' END,
        CASE WHEN found.reach <> 'shared' THEN found.ids ELSE '{}' END,
        CASE WHEN found.writes THEN found.ids ELSE '{}' END, shown);
    RETURN jsonb_build_object('reach', found.reach, 'writes', found.writes, 'restricted', held_back);
END
$$;

-- Opens the headers of a list: of these children, or of all who have something open, or a file at all. One row
-- names all who are shown. The order and the words of the list are the reader's own.
CREATE FUNCTION safeguarding_open_list(p_school bigint, p_purpose text, p_pupils bigint[], p_open boolean)
RETURNS bigint[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    who      record;
    children bigint[];
    named    record;
    shown    uuid[];
BEGIN
    SELECT * INTO who FROM public.safeguarding_ticket();
    IF who.actor IS NULL OR who.level NOT IN ('confirmed', 'stepped') THEN
        RETURN NULL;
    END IF;
    SELECT coalesce(array_agg(DISTINCT coalesce(p.merged_into_id, p.id)), '{}') INTO children
      FROM public.schools_pupil p
     WHERE p.school_id = p_school AND (p_pupils IS NULL OR coalesce(p.merged_into_id, p.id) = ANY (p_pupils))
       AND p.id IN (
           SELECT cp.pupil_id FROM public.safeguarding_concernpupil cp
             JOIN public.safeguarding_concernclock c ON c.id = cp.concern_id
            WHERE c.school_id = p_school AND (NOT p_open OR c.state <> 'closed')
            UNION
           SELECT a.pupil_id FROM public.safeguarding_action a
            WHERE a.school_id = p_school
              AND NOT EXISTS (SELECT FROM public.safeguarding_actionend e WHERE e.action_id = a.id)
            UNION
           SELECT r.pupil_id FROM public.safeguarding_referral r
            WHERE r.school_id = p_school AND NOT EXISTS (
                SELECT FROM public.safeguarding_referralstep s WHERE s.referral_id = r.id AND s.kind = 'ended')
            UNION
           SELECT e.pupil_id FROM public.safeguarding_entry e WHERE e.school_id = p_school AND NOT p_open);
    SELECT coalesce(array_agg(r.child), '{}') AS children, coalesce(array_agg(i.id), '{}') AS ids,
           coalesce(array_agg(i.id) FILTER (WHERE r.reach = 'lead'), '{}') AS whole,
           coalesce(array_agg(i.id) FILTER (WHERE r.reach <> 'shared'), '{}') AS team,
           coalesce(array_agg(i.id) FILTER (WHERE r.reach = 'team'), '{}') AS below
      INTO named
      FROM public.safeguarding_reach(who.actor, p_school, children) r, unnest(r.ids) AS i (id);
    SELECT coalesce(array_agg(r.record) FILTER (WHERE r.audience = 'team'), '{}') INTO shown
      FROM public.safeguarding_records(named.below) r;
    shown := shown || ARRAY(SELECT s.record
      FROM public.safeguarding_reach(who.actor, p_school, children) r, unnest(r.shared) AS s (record));
    PERFORM public.safeguarding_write_opening('list', who.actor, p_school, p_purpose, named.ids, named.whole,
                                              named.team, '{}', shown);
    RETURN ARRAY(SELECT DISTINCT unnest(named.children));
END
$$;

-- Opens a person's own words at a school: what they raised, its state and the replies. No second factor.
CREATE FUNCTION safeguarding_open_own(p_school bigint, p_purpose text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    who record;
BEGIN
    SELECT * INTO who FROM public.safeguarding_ticket();
    IF who.actor IS NULL OR NOT public.safeguarding_roles(who.actor, p_school)
        && '{teacher,office,officer,pastoral,dso,dsl,senco,head,admin}'::text[] THEN
        RETURN false;
    END IF;
    PERFORM public.safeguarding_write_opening('own', who.actor, p_school, p_purpose, '{}', '{}', '{}', '{}', '{}');
    RETURN true;
END
$$;

-- Whether a grant to read concerns about staff holds: the newest of its person counts, so that one who is
-- named no longer is written down as well. Only a governor reads what is about the head.
CREATE FUNCTION safeguarding_reads_staff(g safeguarding_staffreadergrant) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT g.from_at <= public.daymark_now() AND (g.until_at IS NULL OR g.until_at > public.daymark_now())
       AND NOT EXISTS (SELECT FROM public.safeguarding_staffreadergrant newer
                        WHERE newer.school_id = g.school_id AND newer.person_id = g.person_id
                          AND (newer.at, newer.id) > (g.at, g.id))
       AND CASE WHEN g.reads_about_head THEN 'governor' = ANY (public.safeguarding_roles(g.person_id, g.school_id))
                ELSE public.safeguarding_roles(g.person_id, g.school_id) && '{dsl,governor}'::text[] END
$$;
-- Who reads what is about the head of a school: whoever raises it is told whom to ring where there is nobody.
CREATE FUNCTION safeguarding_read_about_head(p_school bigint) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT coalesce(array_agg(DISTINCT g.person_id), '{}')
      FROM public.safeguarding_staffreadergrant g JOIN public.accounts_user u ON u.id = g.person_id
     WHERE g.school_id = p_school AND g.reads_about_head AND u.is_active AND public.safeguarding_reads_staff(g)
$$;

-- Opens the concerns about staff that a person may read: the head's, but for those about the head, which are
-- for whoever was granted them. Nobody reads what is about themselves.
CREATE FUNCTION safeguarding_open_staff(p_school bigint, p_purpose text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    who     record;
    is_head boolean;
    granted boolean;
    heads   boolean;
    shown   uuid[];
BEGIN
    SELECT * INTO who FROM public.safeguarding_ticket();
    IF who.actor IS NULL OR who.level NOT IN ('confirmed', 'stepped') THEN
        RETURN false;
    END IF;
    is_head := 'head' = ANY (public.safeguarding_roles(who.actor, p_school));
    SELECT count(*) > 0, coalesce(bool_or(g.reads_about_head), false) INTO granted, heads
      FROM public.safeguarding_staffreadergrant g
     WHERE public.safeguarding_reads_staff(g) AND g.school_id = p_school AND g.person_id = who.actor;
    IF NOT (is_head OR granted) THEN
        RETURN false;
    END IF;
    SELECT coalesce(array_agg(s.id), '{}') INTO shown FROM public.safeguarding_staffconcern s
     WHERE s.school_id = p_school AND s.about_id IS DISTINCT FROM who.actor
       AND CASE WHEN s.is_about_head THEN heads ELSE is_head OR granted END;
    PERFORM public.safeguarding_write_opening('staff', who.actor, p_school, p_purpose, '{}', '{}', '{}', '{}', shown);
    RETURN true;
END
$$;

-- The schools whose log of openings a person may read: as safeguarding lead or as head.
CREATE FUNCTION safeguarding_log_schools() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT coalesce(array_agg(DISTINCT m.school_id), '{}')
      FROM public.safeguarding_ticket() t JOIN public.schools_membership m ON m.user_id = t.actor
     WHERE t.level IN ('confirmed', 'stepped')
       AND public.safeguarding_roles(t.actor, m.school_id) && '{dsl,head}'::text[]
$$;
