# The program with a Java runtime of its own, for whatever architecture this is built on.
FROM maven:3-eclipse-temurin-17 AS build
WORKDIR /build
COPY . .
RUN mvn -q -B package -Pdist -Dmaven.test.skip=true -DskipITs \
    && mkdir /dist && tar -xzf target/tap-postgres-*-linux-*.tar.gz -C /dist --strip-components=1

FROM debian:stable-slim
LABEL org.opencontainers.image.title="tap-postgres" \
      org.opencontainers.image.description="Reads a PostgreSQL database and prints it as Singer messages." \
      org.opencontainers.image.licenses="Apache-2.0"
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
COPY --from=build /dist /opt/tap-postgres
RUN ln -s /opt/tap-postgres/bin/tap-postgres /usr/local/bin/tap-postgres && useradd --create-home tap
USER tap
WORKDIR /data
# Exec form, and both scripts end in exec: signals reach the tap itself.
ENTRYPOINT ["/usr/local/bin/tap-postgres"]
