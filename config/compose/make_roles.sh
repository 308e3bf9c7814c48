#!/bin/bash
# Runs once, when the database's folder is empty: the owner makes tables, the web's role can only use them.
set -euo pipefail
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
	--set owner_password="$DAYMARK_OWNER_PASSWORD" --set app_password="$DAYMARK_APP_PASSWORD" <<'SQL'
CREATE ROLE daymark_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE daymark_app LOGIN PASSWORD :'app_password';
CREATE ROLE daymark_sealed NOLOGIN;
CREATE ROLE daymark_keeper NOLOGIN BYPASSRLS;
GRANT daymark_sealed TO daymark_app WITH INHERIT FALSE, SET TRUE;
GRANT daymark_keeper TO daymark_owner WITH INHERIT FALSE, SET TRUE;
GRANT pg_read_all_data TO daymark_keeper WITH INHERIT TRUE;
CREATE DATABASE daymark OWNER daymark_owner;
REVOKE ALL ON DATABASE daymark FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE daymark TO daymark_app;
SQL
