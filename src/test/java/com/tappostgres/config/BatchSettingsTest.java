package com.tappostgres.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The object {@code batch_config}. */
final class BatchSettingsTest {
    @TempDir
    private Path folder;

    @Test
    void everyField() {
        assertThat(batches("""
                {"encoding": {"format": "jsonl", "compression": "zstd"},
                 "storage": {"root": "file:///var/spool/a b/größe/../x", "prefix": "x-"}, "batch_size": "500"}""")).contains(new TapConfig.Batches(Path.of("/var/spool/a b/x"), "x-", "zstd", 500));
    }

    @Test
    void onlyTheRootIsNeeded() {
        TapConfig.Batches least = new TapConfig.Batches(Path.of("/b"), "", "gzip", 10_000);
        assertThat(batches("{\"storage\": {\"root\": \"file:///b\"}}")).contains(least);
        assertThat(batches(
                        "{\"storage\": {\"root\": \"/b\", \"prefix\": null}, \"encoding\": {}, \"batch_size\": null}"))
                .contains(least);
        assertThat(batches("{\"storage\": {\"root\": \"~/b\"}}"))
                .contains(new TapConfig.Batches(folder.resolve("b"), "", "gzip", 10_000));
        assertThat(new ConfigCase(folder)
                        .variable("TAP_POSTGRES_BATCH_CONFIG", "{\"storage\": {\"root\": \"file:///b\"}}")
                        .explain()
                        .config()
                        .batches())
                .contains(least);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "\"{}\""})
    void mayBeSwitchedOff(String batches) {
        assertThat(batches(batches)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            []                                          | "batch_config" must be an object
            true                                        | "batch_config" must be an object
            "file:///b"                                 | "batch_config" must be an object
            {"storage": "file:///b"}                    | "batch_config.storage" must be an object; "batch_config.storage.root" is missing: name a local folder, such as "file:///var/spool/tap-postgres"
            {"batch_size": 5}                           | "batch_config.storage.root" is missing: name a local folder, such as "file:///var/spool/tap-postgres"
            {"storage": {"root": "file://"}}            | "batch_config.storage.root" is missing: name a local folder, such as "file:///var/spool/tap-postgres"
            {"storage": {"root": "s3://key:secret@b"}}  | "batch_config.storage.root" must be a local folder, such as "file:///var/spool/tap-postgres": nothing else can be written to than local files
            {"storage": {"root": "S3:/b"}}              | "batch_config.storage.root" must be a local folder, such as "file:///var/spool/tap-postgres": nothing else can be written to than local files
            {"storage": {"root": "file://out/b"}}       | "batch_config.storage.root" must be an absolute path, such as "file:///var/spool/tap-postgres" (three slashes)
            {"storage": {"root": "out"}}                | "batch_config.storage.root" must be an absolute path, such as "file:///var/spool/tap-postgres" (three slashes)
            {"storage": {"root": "file:///a%20b"}}      | "batch_config.storage.root" must not hold %, ? or #, which not all loaders read in the same way
            {"storage": {"root": "/a?b"}}               | "batch_config.storage.root" must not hold %, ? or #, which not all loaders read in the same way
            {"storage": {"root": "/b", "prefix": "a/"}} | "batch_config.storage.prefix" begins the names of files: it must not hold /, %, ? or #
            {"storage": {"root": "/b", "prefx": "a"}}   | "batch_config.storage.prefx" is no setting (did you mean "prefix"?)
            {"storage": {"root": "/b"}, "size": 1}      | "batch_config.size" is no setting; "batch_config" has encoding, storage, batch_size
            {"storage": {"root": "/b"}, "batch_size": 0}   | "batch_config.batch_size" must be a whole number from 1 to 2147483647, not 0
            {"storage": {"root": "/b"}, "batch_size": "x"} | "batch_config.batch_size" must be a whole number from 1 to 2147483647, not "x"
            {"storage": {"root": "/b"}, "encoding": {"format": "parquet"}} | "batch_config.encoding.format" must be jsonl, not "parquet"
            {"storage": {"root": "/b"}, "encoding": {"compression": "snappy"}} | "batch_config.encoding.compression" must be one of gzip, zstd, none, not "snappy"
            {"storage": {"root": "/b"}, "encoding": {"level": 9}} | "batch_config.encoding.level" is no setting; "batch_config.encoding" has format, compression
            {"storage": {"root": ["/b"]}}               | "batch_config.storage.root" must be a single value, not an array; "batch_config.storage.root" is missing: name a local folder, such as "file:///var/spool/tap-postgres"
            """)
    void whatDoesNotFitIsNamed(String batches, String problem) {
        assertThat(new ConfigCase(folder)
                        .config("{\"batch_config\": " + batches + "}")
                        .problems())
                .isEqualTo(problem);
    }

    @Test
    void aNameThatNoFileCanHaveIsNamed() {
        assertThat(new ConfigCase(folder)
                        .config("{\"batch_config\": {\"storage\": {\"root\": \"/b\", \"prefix\": \"" + "x".repeat(101)
                                + "\"}}}")
                        .problems())
                .isEqualTo("\"batch_config.storage.prefix\" must have no more than 100 characters");
    }

    private Optional<TapConfig.Batches> batches(String object) {
        return new ConfigCase(folder)
                .config("{\"batch_config\": " + object + "}")
                .explain()
                .config()
                .batches();
    }
}
