# One image, four services: the argument of `serve` says which.
FROM python:3.12-slim AS build
RUN pip install --no-cache-dir "uv==0.13.9"
WORKDIR /build
COPY pyproject.toml requirements.txt ./
# What the project names, at the versions and hashes of the lock; the tools of the tests stay out.
RUN uv venv /app/.venv \
 && VIRTUAL_ENV=/app/.venv uv pip install --no-cache --compile-bytecode --require-hashes -r pyproject.toml -c requirements.txt

FROM python:3.12-slim
LABEL org.opencontainers.image.title="shixiang" \
      org.opencontainers.image.licenses="Apache-2.0"
# The directory exists and belongs to the user, so a new volume mounted on it does too.
RUN groupadd --gid 10001 shixiang \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp shixiang \
 && install -d -o 10001 -g 10001 -m 0700 /var/lib/shixiang
COPY --from=build /app/.venv /app/.venv
COPY services /app/services
COPY shared /app/shared
COPY deploy/image/shixiang /usr/local/bin/shixiang
RUN /app/.venv/bin/python -m compileall -q /app/services /app/shared
ENV PATH=/app/.venv/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONPATH=/app \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    LANG=C.UTF-8 \
    TZ=Asia/Shanghai \
    HOME=/tmp
WORKDIR /var/lib/shixiang
USER 10001:10001
EXPOSE 8000
# SIGINT and SIGTERM both stop it cleanly; `exec` in the command passes them on.
STOPSIGNAL SIGTERM
CMD ["shixiang", "serve"]
