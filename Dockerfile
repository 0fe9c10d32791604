# NOT BUILT: nobody has built this image yet. What it says is checked by tests/service/test_container.py alone.
FROM node:24-bookworm-slim AS front

# What browsers load is bundled from packages that the lock file pins.
WORKDIR /src/web
COPY web/front front
COPY web/templates templates
RUN cd front && npm ci --no-audit --no-fund && npm run build

FROM python:3.12-slim-bookworm AS build

# The matching engine is compiled from source.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends build-essential \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY setup.cfg pyproject.toml README.md ./
COPY engine engine
COPY adapters adapters
COPY web web
COPY --from=front /src/web/front/built web/front/built
ENV CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject
RUN python -m venv /opt/xinheng \
    && /opt/xinheng/bin/pip install --no-cache-dir '.[postgresql]'

FROM python:3.12-slim-bookworm

RUN groupadd --system --gid 10001 xinheng \
    && useradd --system --uid 10001 --gid xinheng --home-dir /var/lib/xinheng xinheng \
    && mkdir --parents /var/lib/xinheng \
    && chown xinheng:xinheng /var/lib/xinheng
COPY --from=build /opt/xinheng /opt/xinheng
COPY policies /opt/policies
USER 10001:10001
WORKDIR /var/lib/xinheng
ENV XINHENG_DATA=/var/lib/xinheng \
    XINHENG_POLICIES=/opt/policies \
    XINHENG_HOST=0.0.0.0 \
    XINHENG_PORT=8080
VOLUME /var/lib/xinheng
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["/opt/xinheng/bin/python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8080/health/live')"]
ENTRYPOINT ["/opt/xinheng/bin/xinheng"]
CMD ["serve"]
