# The few files of other projects that the pages use
FROM node:24-slim AS packages
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core postgresql-common \
    # pg_dump and pg_restore of the server's own version, for manage.py backup and restore
    && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
    && apt-get install --yes --no-install-recommends postgresql-client-18 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --create-home daymark
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production DAYMARK_DATA_DIR=/data
WORKDIR /app
COPY requirements-production.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements-production.lock
COPY . .
COPY --from=packages /build/node_modules node_modules
# These values serve this one step and stay in no layer.
RUN python config/local/vendor_assets.py \
    && rm -rf node_modules \
    && DATABASE_URL=postgres://localhost/none CELERY_BROKER_URL=redis://localhost EMAIL_URL=smtp://localhost \
       DAYMARK_SECRET_KEY=none DAYMARK_FIELD_KEYS=none DAYMARK_ALLOWED_HOSTS=none \
       python manage.py collectstatic --no-input
USER daymark
VOLUME /data
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--no-ws", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--respawn-failed-workers", "--blocking-threads", "1", "config.wsgi:application"]
