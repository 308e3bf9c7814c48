-- What each row asks for. A header may be read in a list; words ask for the child's file.

-- Concerns.
CREATE POLICY read_concern ON safeguarding_concern FOR SELECT TO daymark_sealed USING (
    id IN (SELECT cp.concern_id FROM safeguarding_concernpupil cp)
    OR writer_id = (SELECT safeguarding_actor()) AND school_id = ANY ((SELECT safeguarding_own_schools())::bigint[]));
CREATE POLICY raise_concern ON safeguarding_concern FOR INSERT TO daymark_sealed WITH CHECK (
    writer_id = (SELECT safeguarding_actor()) AND school_id = ANY ((SELECT safeguarding_own_schools())::bigint[]));

CREATE POLICY read_child ON safeguarding_concernpupil FOR SELECT TO daymark_sealed USING (
    pupil_id = ANY ((SELECT safeguarding_pupils('{file,list}'))::bigint[])
       AND (pupil_id = ANY ((SELECT safeguarding_whole('{file,list}'))::bigint[])
            OR concern_id = ANY ((SELECT safeguarding_shown('{file,list}'))::uuid[]))
       AND concern_id <> ALL ((SELECT safeguarding_withheld())::uuid[])
    OR by_id = (SELECT safeguarding_actor()) AND NOT is_linked
       AND pupil_id IN (SELECT p.id FROM schools_pupil p
                         WHERE p.school_id = ANY ((SELECT safeguarding_own_schools())::bigint[])));
CREATE POLICY name_child ON safeguarding_concernpupil FOR INSERT TO daymark_sealed WITH CHECK (
    by_id = (SELECT safeguarding_actor())
    AND safeguarding_same_school(concern_id, pupil_id)
    AND CASE WHEN is_linked THEN safeguarding_works_on(concern_id) ELSE safeguarding_wrote(concern_id) END);

CREATE POLICY read_words ON safeguarding_concernwords FOR SELECT TO daymark_sealed USING (
    concern_id IN (SELECT cp.concern_id FROM safeguarding_concernpupil cp
                    WHERE cp.pupil_id = ANY ((SELECT safeguarding_pupils('{file}'))::bigint[]))
    OR concern_id IN (SELECT c.id FROM safeguarding_concern c
                       WHERE c.writer_id = (SELECT safeguarding_actor())
                         AND c.school_id = ANY ((SELECT safeguarding_own_schools())::bigint[])));
CREATE POLICY write_words ON safeguarding_concernwords FOR INSERT TO daymark_sealed WITH CHECK (
    safeguarding_wrote(concern_id));

CREATE POLICY read_step ON safeguarding_concernstep FOR SELECT TO daymark_sealed USING (
    concern_id IN (SELECT cp.concern_id FROM safeguarding_concernpupil cp
                    WHERE cp.pupil_id = ANY ((SELECT safeguarding_pupils('{file,list}'))::bigint[])));
CREATE POLICY write_step ON safeguarding_concernstep FOR INSERT TO daymark_sealed WITH CHECK (
    by_id = (SELECT safeguarding_actor()) AND safeguarding_works_on(concern_id));
CREATE POLICY read_step_words ON safeguarding_stepwords FOR SELECT TO daymark_sealed USING (
    step_id IN (SELECT s.id FROM safeguarding_concernstep s JOIN safeguarding_concernpupil cp
                             ON cp.concern_id = s.concern_id
                 WHERE cp.pupil_id = ANY ((SELECT safeguarding_pupils('{file}'))::bigint[])));
CREATE POLICY write_step_words ON safeguarding_stepwords FOR INSERT TO daymark_sealed WITH CHECK (
    step_id IN (SELECT s.id FROM safeguarding_concernstep s
                 WHERE s.by_id = (SELECT safeguarding_actor()) AND safeguarding_works_on(s.concern_id)));

CREATE POLICY read_reply ON safeguarding_concernreply FOR SELECT TO daymark_sealed USING (
    concern_id IN (SELECT cp.concern_id FROM safeguarding_concernpupil cp
                    WHERE cp.pupil_id = ANY ((SELECT safeguarding_pupils('{file}'))::bigint[]))
    OR concern_id IN (SELECT c.id FROM safeguarding_concern c
                       WHERE c.writer_id = (SELECT safeguarding_actor())
                         AND c.school_id = ANY ((SELECT safeguarding_own_schools())::bigint[])));
CREATE POLICY write_reply ON safeguarding_concernreply FOR INSERT TO daymark_sealed WITH CHECK (
    by_id = (SELECT safeguarding_actor()) AND safeguarding_works_on(concern_id));

CREATE POLICY keep_draft ON safeguarding_concerndraft TO daymark_sealed
    USING (writer_id = (SELECT safeguarding_actor()) AND school_id = ANY ((SELECT safeguarding_own_schools())::bigint[]))
    WITH CHECK (writer_id = (SELECT safeguarding_actor())
                AND school_id = ANY ((SELECT safeguarding_own_schools())::bigint[]));

-- The file beside its concerns.
CREATE POLICY read_entry ON safeguarding_entry FOR SELECT TO daymark_sealed USING (
    pupil_id = ANY ((SELECT safeguarding_whole('{file,list}'))::bigint[])
    OR pupil_id = ANY ((SELECT safeguarding_pupils('{file,list}'))::bigint[])
       AND id = ANY ((SELECT safeguarding_shown('{file,list}'))::uuid[]));
CREATE POLICY write_entry ON safeguarding_entry FOR INSERT TO daymark_sealed WITH CHECK (
    by_id = (SELECT safeguarding_actor()) AND pupil_id = ANY ((SELECT safeguarding_writable())::bigint[])
    AND school_id = (SELECT p.school_id FROM schools_pupil p WHERE p.id = pupil_id));
CREATE POLICY read_entry_words ON safeguarding_entrywords FOR SELECT TO daymark_sealed USING (
    entry_id IN (SELECT e.id FROM safeguarding_entry e
                  WHERE e.pupil_id = ANY ((SELECT safeguarding_pupils('{file}'))::bigint[])));
CREATE POLICY write_entry_words ON safeguarding_entrywords FOR INSERT TO daymark_sealed WITH CHECK (
    safeguarding_wrote_entry(entry_id));

CREATE POLICY read_correction ON safeguarding_correction FOR SELECT TO daymark_sealed USING (
    concern_id IN (SELECT w.concern_id FROM safeguarding_concernpupil w
                    WHERE w.pupil_id = ANY ((SELECT safeguarding_pupils('{file}'))::bigint[]))
    OR entry_id IN (SELECT e.id FROM safeguarding_entry e
                     WHERE e.pupil_id = ANY ((SELECT safeguarding_pupils('{file}'))::bigint[])));
CREATE POLICY write_correction ON safeguarding_correction FOR INSERT TO daymark_sealed WITH CHECK (
    by_id = (SELECT safeguarding_actor()) AND safeguarding_works_on(coalesce(concern_id, entry_id)));

CREATE POLICY read_audience ON safeguarding_audiencechange FOR SELECT TO daymark_sealed USING (
    pupil_id = ANY ((SELECT safeguarding_whole('{file}'))::bigint[]));
CREATE POLICY write_audience ON safeguarding_audiencechange FOR INSERT TO daymark_sealed WITH CHECK (
    by_id = (SELECT safeguarding_actor()) AND pupil_id = ANY ((SELECT safeguarding_whole('{file}'))::bigint[])
    AND safeguarding_works_on(record));

CREATE POLICY read_action ON safeguarding_action FOR SELECT TO daymark_sealed USING (
    pupil_id = ANY ((SELECT safeguarding_pupils('{file,list}'))::bigint[])
    AND (concern_id IS NULL OR concern_id <> ALL ((SELECT safeguarding_withheld())::uuid[]))
    AND (pupil_id = ANY ((SELECT safeguarding_whole('{file,list}'))::bigint[])
         OR (pupil_id = ANY ((SELECT safeguarding_team('{file,list}'))::bigint[])
             OR num_nonnulls(concern_id, entry_id) > 0)
            AND (concern_id IS NULL OR concern_id = ANY ((SELECT safeguarding_shown('{file,list}'))::uuid[]))
            AND (entry_id IS NULL OR entry_id = ANY ((SELECT safeguarding_shown('{file,list}'))::uuid[]))));
CREATE POLICY write_action ON safeguarding_action FOR INSERT TO daymark_sealed WITH CHECK (
    by_id = (SELECT safeguarding_actor()) AND pupil_id = ANY ((SELECT safeguarding_writable())::bigint[])
    AND school_id = (SELECT p.school_id FROM schools_pupil p WHERE p.id = pupil_id)
    AND (concern_id IS NULL OR safeguarding_works_on(concern_id) AND safeguarding_is_of(concern_id, pupil_id))
    AND (entry_id IS NULL OR safeguarding_works_on(entry_id) AND safeguarding_is_of(entry_id, pupil_id)));
CREATE POLICY read_action_end ON safeguarding_actionend FOR SELECT TO daymark_sealed USING (
    action_id IN (SELECT a.id FROM safeguarding_action a));
CREATE POLICY end_action ON safeguarding_actionend FOR INSERT TO daymark_sealed WITH CHECK (
    by_id = (SELECT safeguarding_actor())
    AND action_id IN (SELECT a.id FROM safeguarding_action a
                       WHERE a.pupil_id = ANY ((SELECT safeguarding_writable())::bigint[])
                          OR a.owner_id = (SELECT safeguarding_actor())
                             AND a.pupil_id = ANY ((SELECT safeguarding_pupils('{file}'))::bigint[])));

CREATE POLICY read_referral ON safeguarding_referral FOR SELECT TO daymark_sealed USING (
    pupil_id = ANY ((SELECT safeguarding_pupils('{file,list}'))::bigint[])
    AND (concern_id IS NULL OR concern_id <> ALL ((SELECT safeguarding_withheld())::uuid[]))
    AND (pupil_id = ANY ((SELECT safeguarding_whole('{file,list}'))::bigint[])
         OR pupil_id = ANY ((SELECT safeguarding_team('{file,list}'))::bigint[])
            AND (concern_id IS NULL OR concern_id = ANY ((SELECT safeguarding_shown('{file,list}'))::uuid[]))));
CREATE POLICY write_referral ON safeguarding_referral FOR INSERT TO daymark_sealed WITH CHECK (
    by_id = (SELECT safeguarding_actor()) AND pupil_id = ANY ((SELECT safeguarding_writable())::bigint[])
    AND school_id = (SELECT p.school_id FROM schools_pupil p WHERE p.id = pupil_id)
    AND (concern_id IS NULL OR safeguarding_works_on(concern_id) AND safeguarding_is_of(concern_id, pupil_id)));
CREATE POLICY read_referral_words ON safeguarding_referralwords FOR SELECT TO daymark_sealed USING (
    referral_id IN (SELECT r.id FROM safeguarding_referral r
                     WHERE r.pupil_id = ANY ((SELECT safeguarding_pupils('{file}'))::bigint[])));
CREATE POLICY write_referral_words ON safeguarding_referralwords FOR INSERT TO daymark_sealed WITH CHECK (
    referral_id IN (SELECT r.id FROM safeguarding_referral r
                     WHERE r.by_id = (SELECT safeguarding_actor())
                       AND r.pupil_id = ANY ((SELECT safeguarding_writable())::bigint[])));
CREATE POLICY read_referral_step ON safeguarding_referralstep FOR SELECT TO daymark_sealed USING (
    referral_id IN (SELECT r.id FROM safeguarding_referral r));
CREATE POLICY write_referral_step ON safeguarding_referralstep FOR INSERT TO daymark_sealed WITH CHECK (
    by_id = (SELECT safeguarding_actor())
    AND referral_id IN (SELECT r.id FROM safeguarding_referral r
                         WHERE r.pupil_id = ANY ((SELECT safeguarding_writable())::bigint[])));
CREATE POLICY read_referral_step_words ON safeguarding_referralstepwords FOR SELECT TO daymark_sealed USING (
    step_id IN (SELECT s.id FROM safeguarding_referralstep s JOIN safeguarding_referral r ON r.id = s.referral_id
                 WHERE r.pupil_id = ANY ((SELECT safeguarding_pupils('{file}'))::bigint[])));
CREATE POLICY write_referral_step_words ON safeguarding_referralstepwords FOR INSERT TO daymark_sealed
    WITH CHECK (step_id IN (SELECT s.id FROM safeguarding_referralstep s
                              JOIN safeguarding_referral r ON r.id = s.referral_id
                             WHERE s.by_id = (SELECT safeguarding_actor())
                               AND r.pupil_id = ANY ((SELECT safeguarding_writable())::bigint[])));

-- A file is read with its record, in each child's file where that stands, and names a child of the record.
CREATE POLICY read_file ON safeguarding_recordfile FOR SELECT TO daymark_sealed USING (
    concern_id IN (SELECT cp.concern_id FROM safeguarding_concernpupil cp
                    WHERE cp.pupil_id = ANY ((SELECT safeguarding_pupils('{file}'))::bigint[]))
    OR entry_id IN (SELECT e.id FROM safeguarding_entry e
                     WHERE e.pupil_id = ANY ((SELECT safeguarding_pupils('{file}'))::bigint[])));
CREATE POLICY keep_file ON safeguarding_recordfile FOR INSERT TO daymark_sealed WITH CHECK (
    by_id = (SELECT safeguarding_actor()) AND num_nonnulls(concern_id, entry_id) = 1
    AND safeguarding_is_of(coalesce(concern_id, entry_id), pupil_id)
    AND CASE WHEN concern_id IS NOT NULL
             THEN safeguarding_wrote(concern_id) OR safeguarding_works_on(concern_id)
             ELSE safeguarding_works_on(entry_id) OR safeguarding_wrote_entry(entry_id) END);

-- Who may open a file, and who did.
CREATE POLICY read_grant ON safeguarding_filegrant FOR SELECT TO daymark_sealed USING (
    pupil_id = ANY ((SELECT safeguarding_whole('{file}'))::bigint[]));
CREATE POLICY write_grant ON safeguarding_filegrant FOR INSERT TO daymark_sealed WITH CHECK (
    by_id = (SELECT safeguarding_actor()) AND pupil_id = ANY ((SELECT safeguarding_whole('{file}'))::bigint[])
    AND kind IN ('read', 'work', 'share', 'only', 'excluded')
    AND school_id = (SELECT p.school_id FROM schools_pupil p WHERE p.id = pupil_id)
    AND (record IS NULL OR safeguarding_works_on(record)));
CREATE POLICY read_grant_end ON safeguarding_filegrantend FOR SELECT TO daymark_sealed USING (
    grant_id IN (SELECT g.id FROM safeguarding_filegrant g));
CREATE POLICY end_grant ON safeguarding_filegrantend FOR INSERT TO daymark_sealed WITH CHECK (
    by_id = (SELECT safeguarding_actor())
    AND grant_id IN (SELECT g.id FROM safeguarding_filegrant g
                      WHERE g.person_id <> (SELECT safeguarding_actor()) OR g.kind IN ('read', 'work', 'share')));
CREATE POLICY read_opening ON safeguarding_opening FOR SELECT TO daymark_sealed USING (
    school = ANY ((SELECT safeguarding_log_schools())::bigint[])
    AND (kind <> 'staff' OR actor = (SELECT safeguarding_actor()))
    AND NOT pupils && (SELECT safeguarding_shut())::bigint[]);

-- Concerns about staff.
CREATE POLICY read_staff ON safeguarding_staffconcern FOR SELECT TO daymark_sealed USING (
    id = ANY ((SELECT safeguarding_shown('{staff}'))::uuid[])
    OR writer_id = (SELECT safeguarding_actor()) AND school_id = ANY ((SELECT safeguarding_own_schools())::bigint[]));
CREATE POLICY raise_staff ON safeguarding_staffconcern FOR INSERT TO daymark_sealed WITH CHECK (
    writer_id = (SELECT safeguarding_actor()) AND school_id = ANY ((SELECT safeguarding_own_schools())::bigint[]));
CREATE POLICY read_staff_step ON safeguarding_staffconcernstep FOR SELECT TO daymark_sealed USING (
    concern_id = ANY ((SELECT safeguarding_shown('{staff}'))::uuid[])
    OR kind = 'reply' AND concern_id IN (
        SELECT s.id FROM safeguarding_staffconcern s
         WHERE s.writer_id = (SELECT safeguarding_actor())
           AND s.school_id = ANY ((SELECT safeguarding_own_schools())::bigint[])));
CREATE POLICY write_staff_step ON safeguarding_staffconcernstep FOR INSERT TO daymark_sealed WITH CHECK (
    by_id = (SELECT safeguarding_actor()) AND concern_id = ANY ((SELECT safeguarding_shown('{staff}'))::uuid[]));
CREATE POLICY read_staff_reader ON safeguarding_staffreadergrant FOR SELECT TO daymark_sealed USING (
    school_id IN (SELECT o.school FROM safeguarding_openings('{staff}') o));
CREATE POLICY write_staff_reader ON safeguarding_staffreadergrant FOR INSERT TO daymark_sealed WITH CHECK (
    by_id = (SELECT safeguarding_actor()) AND person_id <> by_id
    AND school_id IN (SELECT o.school FROM safeguarding_openings('{staff}') o)
    AND 'head' = ANY (safeguarding_roles(by_id, school_id)));

-- The functions are the keeper's, whom no policy holds back, and are open to nobody but by name.
GRANT CREATE ON SCHEMA public TO daymark_keeper;
DO $$
DECLARE
    f regprocedure;
BEGIN
    FOR f IN SELECT p.oid FROM pg_proc p
              WHERE p.pronamespace = 'public'::regnamespace AND p.proname LIKE 'safeguarding\_%'
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
        EXECUTE format('ALTER FUNCTION %s OWNER TO daymark_keeper', f);
    END LOOP;
END
$$;
REVOKE CREATE ON SCHEMA public FROM daymark_keeper;
SET LOCAL ROLE daymark_keeper;
GRANT EXECUTE ON FUNCTION
    safeguarding_actor(), safeguarding_openings(text[]), safeguarding_pupils(text[]), safeguarding_whole(text[]),
    safeguarding_team(text[]), safeguarding_shown(text[]), safeguarding_writable(), safeguarding_shut(), safeguarding_withheld(),
    safeguarding_own_schools(), safeguarding_log_schools(), safeguarding_wrote(uuid), safeguarding_wrote_entry(uuid),
    safeguarding_works_on(uuid), safeguarding_same_school(uuid, bigint), safeguarding_is_of(uuid, bigint),
    safeguarding_roles(bigint, bigint),
    safeguarding_open(bigint, bigint, text, text), safeguarding_open_list(bigint, text, bigint[], boolean),
    safeguarding_open_own(bigint, text), safeguarding_open_staff(bigint, text),
    safeguarding_send(uuid, timestamptz)
TO daymark_sealed;
GRANT EXECUTE ON FUNCTION safeguarding_read_about_head(bigint) TO daymark_app;
GRANT EXECUTE ON FUNCTION safeguarding_tell_next(uuid, smallint, timestamptz, timestamptz, date) TO daymark_app;
RESET ROLE;
