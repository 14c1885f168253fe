FROM maven:3-eclipse-temurin-17 AS build
WORKDIR /build
COPY . .
RUN mvn -q -B package -Dmaven.test.skip=true -DskipITs

FROM eclipse-temurin:17-jre
COPY --from=build /build/target/tap-postgres /usr/local/bin/tap-postgres
RUN useradd --create-home tap
USER tap
WORKDIR /data
# Exec form, and the stub ends in exec: signals reach the tap itself.
ENTRYPOINT ["/usr/local/bin/tap-postgres"]
