-- The database's own "now" for school rules. Only the owner can allow a shifted clock (demo and tests).

CREATE TABLE daymark_clock (
    only_row      boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    shift_allowed boolean NOT NULL DEFAULT false
);
INSERT INTO daymark_clock DEFAULT VALUES;
REVOKE ALL ON daymark_clock FROM daymark_app;
GRANT SELECT ON daymark_clock TO daymark_app;

CREATE FUNCTION daymark_now() RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT coalesce(
        (SELECT nullif(current_setting('app.now', true), '')::timestamptz
           FROM public.daymark_clock WHERE shift_allowed),
        now())
$$;
