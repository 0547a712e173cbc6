# syntax=docker/dockerfile:1
# The portal as one image for web, worker and schedule (compose.yaml). How far it is proved: docs/serving.md.

FROM python:3.11.14-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv/portal
COPY requirements.txt constraints.txt package.json package-lock.json .npmrc ./
COPY tools tools
# Installs packages into var/venv, and styles, scripts and fonts into var/vendor, as on any other machine.
RUN python3 tools/bootstrap.py run && rm -rf var/tools
COPY . .
# Named by their content and compressed; the settings of an embedded portal would not.
RUN PORTAL_SERVED=1 PORTAL_HOSTS=build.invalid SECRET_KEY="$(python3 -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    DATABASE_URL=postgres://build@127.0.0.1/build REDIS_URL=redis://127.0.0.1/0 \
    var/venv/bin/python manage.py collectstatic --noinput

FROM python:3.11.14-slim-bookworm
# Debian keeps one version of each, mended where it has holes: the newest is the one that is wanted.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libfontconfig1 libharfbuzz-subset0 libharfbuzz0b libpango-1.0-0 libpangoft2-1.0-0 postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/portal --create-home portal
COPY --from=build /srv/portal /srv/portal
WORKDIR /srv/portal
ENV PATH=/srv/portal/var/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    PORTAL_VAR=/var/lib/portal PORTAL_STATIC=/srv/portal/var/static
# What runs cannot change what it runs.
USER 10001
VOLUME /var/lib/portal
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "tools/alive.py"]
CMD ["gunicorn", "ccg_portal.wsgi", "--worker-class", "gthread", "--workers", "4", "--threads", "2", "--preload", "--no-control-socket", "--limit-request-line", "8190", "--limit-request-field_size", "65536", "--logger-class", "ccg_portal.gunicorn_log.Logger", "--bind", "0.0.0.0:8000"]
