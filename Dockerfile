# syntax=docker/dockerfile:1
# Epochal with its native engine inside: `--target cpu` or `--target gpu`. A container runs the
# command line; `worker` is its default command.

FROM node:22.20.0-bookworm-slim AS base
ENV NODE_ENV=production \
    XDG_CACHE_HOME=/opt/cache
WORKDIR /opt/epochal

FROM base AS dependencies
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts

FROM base AS build
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm NODE_ENV=development npm ci --ignore-scripts
COPY . .
RUN npm run build

# What the native engine is built with; none of it reaches the final images.
FROM dependencies AS toolchain
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
# Debian keeps only the newest version of a package: a pinned one is gone tomorrow.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends g++ python3 python3-pip \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/epochal/dist dist

FROM toolchain AS engine-cpu
RUN node dist/cli/setup/engine-main.js cpu

FROM toolchain AS engine-gpu
RUN node dist/cli/setup/engine-main.js gpu

FROM base AS runtime
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && ln -s /opt/epochal/dist/cli/main.js /usr/local/bin/epochal \
    && install -d -o 1000 -g 1000 /opt/cache /opt/cache/epochal /work
COPY --from=dependencies /opt/epochal ./
COPY --from=build /opt/epochal/dist dist
COPY specs specs
# Studies, reports and a store in files lie in the working folder: mount it to keep them.
WORKDIR /work
# The base image's user `node`.
USER 1000:1000
ENTRYPOINT ["epochal"]
CMD ["worker"]

FROM runtime AS gpu
# What the NVIDIA Container Toolkit lends to the container; CUDA itself is in the engine.
ENV NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility
COPY --from=engine-gpu --chown=1000:1000 /opt/cache/epochal /opt/cache/epochal

FROM runtime AS cpu
COPY --from=engine-cpu --chown=1000:1000 /opt/cache/epochal /opt/cache/epochal
