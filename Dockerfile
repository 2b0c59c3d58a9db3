# The image: one process, one volume, nothing that only development needs, and no simulated GitHub. test/image.test.ts follows these steps
# in a folder and starts what they leave; a step of a kind that it does not know fails it.

FROM node:24-slim AS build
WORKDIR /bowsprit
COPY package.json package-lock.json ./
RUN npm ci --workspaces=false --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY tools tools
COPY src src
RUN npm run build

FROM node:24-slim AS dependencies
WORKDIR /bowsprit
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --workspaces=false --ignore-scripts --no-audit --no-fund

FROM node:24-slim
WORKDIR /bowsprit
# SQLite looks for a place for its temporary files, and under a read-only root there is none but the volume.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 LEDGER_PATH=/ledger/bowsprit.db SQLITE_TMPDIR=/ledger
RUN install -d -o 1000 -g 1000 /ledger
COPY --from=dependencies /bowsprit/node_modules node_modules
COPY package.json app.yml ./
COPY config config
COPY --from=build /bowsprit/dist dist
# By number: Kubernetes cannot tell from a name that it is not root.
USER 1000:1000
VOLUME ["/ledger"]
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/livez').then(({ ok }) => process.exit(ok ? 0 : 1))"]
# What lives in memory is some 30 MB; left alone, V8 keeps ten times that for what is dead (megabytes).
CMD ["node", "--max-semi-space-size=4", "--max-old-space-size=256", "dist/main.js"]
