package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.json.Json;
import com.tappostgres.testing.Conversation;
import com.tappostgres.testing.EachVersion;
import com.tappostgres.testing.FaultProxy;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.SchemaCheck;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns whose values must not leave the server. */
final class MaskIT {
    private static final String STREAM = "public-people";
    private static final String SALT = "pepper' || '";
    private static final String SECRET = "ada@example.com";

    private TestDatabase database;

    @BeforeEach
    void create() {
        database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
        fill(database);
    }

    private static void fill(TestDatabase database) {
        database.execute(
                "create table people (id integer primary key, email text not null, phone text, born date, photo bytea)",
                "insert into people values (1, '" + SECRET + "', '555-1234', '1815-12-10', 'hidden photo'),"
                        + " (2, 'ä\"\\', null, null, null)");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private static TestCatalog masked(Tap tap, String email, String born) {
        try {
            TestCatalog catalog = tap.catalog().fullTable(STREAM);
            catalog.column(STREAM, "email").set("mask", Json.parse(email));
            catalog.column(STREAM, "born").set("mask", Json.parse(born));
            catalog.column(STREAM, "photo").put("mask", "sha256");
            catalog.column(STREAM, "phone").set("mask", Json.parse("{\"fixed\": \"it's \\\\ secret\"}"));
            return catalog;
        } catch (Json.ReadException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hash(String value) throws Exception {
        return HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance("SHA-256").digest((SALT + value).getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy", "cursor"})
    void theServerSendsMasksOnly(String method) throws Exception {
        try (FaultProxy proxy = FaultProxy.before(database.host(), database.port())) {
            Tap tap = proxy.between(Tap.of(database))
                    .with("sslmode", "disable")
                    .with("read_method", method)
                    .with("mask_salt", SALT);
            TestCatalog catalog = masked(tap, "\"sha256\"", "\"null\"");
            Conversation wire = proxy.record();

            TapRun run = tap.sync(catalog).assertSucceeded();

            assertThat(run.records(STREAM).get(0))
                    .isEqualTo(Json.parse("{\"id\":1,\"email\":\"" + hash(SECRET)
                            + "\",\"phone\":\"it's \\\\ secret\",\"born\":null,\"photo\":\""
                            + hash("\\x68696464656e2070686f746f")
                            + "\"}"));
            assertThat(run.records(STREAM).get(1))
                    .isEqualTo(Json.parse("{\"id\":2,\"email\":\"" + hash("ä\"\\")
                            + "\",\"phone\":\"it's \\\\ secret\",\"born\":null,\"photo\":null}"));
            JsonNode properties = run.schema(STREAM).at("/schema/properties");
            assertThat(properties.at("/email/masked").asText()).isEqualTo("sha256");
            assertThat(properties.at("/phone/masked").asText()).isEqualTo("fixed");
            assertThat(properties.at("/born/masked").asText()).isEqualTo("null");
            assertThat(properties.at("/id").has("masked")).isFalse();
            SchemaCheck.check(run);
            assertThat(sent(wire)).contains(hash(SECRET)).doesNotContain(SECRET, "555-1234", "1815", "68696464656e");
            assertThat(run.log()).doesNotContain(SALT, SECRET);
        }
    }

    private static String sent(Conversation wire) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        wire.blocks().stream()
                .filter(block -> block.sender() == FaultProxy.Side.SERVER)
                .forEach(block -> bytes.writeBytes(block.bytes()));
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @EachVersion
    void oldServersNeedAnExtension(PostgresVersion version) {
        try (TestDatabase each = PostgresServer.shared(version).createDatabase()) {
            fill(each);
            Tap tap = Tap.of(each).with("mask_salt", SALT);
            TapRun run = tap.sync(masked(tap, "\"sha256\"", "\"null\""));
            if (version.compareTo(PostgresVersion.V12) >= 0) {
                assertThat(run.assertSucceeded().records(STREAM)).hasSize(2);
            } else {
                run.assertFailed(3, "PostgreSQL 11 or the extension pgcrypto").assertHint("CREATE EXTENSION pgcrypto");
                assertThat(run.text()).doesNotContain(SECRET);
                TestCatalog others = masked(tap, "{\"fixed\":\"x\"}", "\"null\"");
                others.column(STREAM, "photo").put("mask", "null");
                assertThat(tap.sync(others).assertSucceeded().values(STREAM, "email"))
                        .containsOnly("\"x\"");
            }
        }
    }

    /** What the catalog masks by name is another column by now. */
    @Test
    void aColumnThatGaveItsNameToAnotherStaysHidden() throws Exception {
        Tap tap = Tap.of(database).with("mask_salt", SALT);
        TestCatalog catalog = masked(tap, "\"sha256\"", "\"null\"");
        database.execute(
                "alter table people rename email to old_email",
                "alter table people add email text default 'new@example.com'");
        TapRun run = tap.sync(catalog).assertSucceeded();
        assertThat(run.text()).doesNotContain(SECRET, "old_email");
        assertThat(run.values(STREAM, "email")).containsOnly("\"" + hash("new@example.com") + "\"");
        assertThat(run.log("WARN"))
                .anyMatch(line ->
                        line.contains("\"old_email\" (text) is new; it is left out until the catalog knows it"));

        TapRun chosen = tap.sync(masked(tap, "\"sha256\"", "\"null\"")).assertSucceeded();
        assertThat(chosen.values(STREAM, "old_email")).contains("\"" + SECRET + "\"");
    }

    /** In whatever schema it was put. */
    @ParameterizedTest
    @EnumSource(names = {"V9_3", "V9_6"})
    void oldServersHashWithIt(PostgresVersion version) throws Exception {
        try (TestDatabase each = PostgresServer.shared(version).createDatabase()) {
            fill(each);
            each.execute("create schema \"Ext ra\"", "create extension pgcrypto schema \"Ext ra\"");
            Tap tap = Tap.of(each).with("mask_salt", SALT);
            TapRun run = tap.sync(masked(tap, "\"sha256\"", "\"null\"")).assertSucceeded();
            assertThat(run.values(STREAM, "email"))
                    .containsExactly("\"" + hash(SECRET) + "\"", "\"" + hash("ä\"\\") + "\"");
        }
    }

    /** The server's message would quote the value. */
    @ParameterizedTest
    @CsvSource({"FULL_TABLE, 1", "FULL_TABLE, 3", "INCREMENTAL, 1"})
    void noMessageQuotesWhatIsMasked(String method, int parallel) throws Exception {
        Tap tap = Tap.of(database).with("mask_salt", SALT).with("parallel", parallel);
        TestCatalog catalog = masked(tap, "\"sha256\"", "\"null\"");
        if (method.equals("INCREMENTAL")) {
            catalog.incremental(STREAM, "id");
        }
        catalog.root(STREAM).put("where", "email::date > '2025-01-01'");
        TapRun run = tap.sync(catalog).assertFailed(5, "SQLSTATE 22007").assertHint("\"where\"");
        assertThat(run.log()).doesNotContain(SECRET, "ada@");
        assertThat(run.messages("RECORD")).isEmpty();
    }

    /** Before 14 a table is split by a key: its bounds would stand in statements and in the state. */
    @Test
    void nothingIsSplitByWhatIsMasked() throws Exception {
        try (TestDatabase old = PostgresServer.shared(PostgresVersion.V12).createDatabase();
                FaultProxy proxy = FaultProxy.before(old.host(), old.port())) {
            old.execute(
                    "create table people (id bigint primary key, filler text)",
                    "insert into people select 7770000000 + i, repeat('x', 800) from generate_series(1, 5000) i");
            Tap tap = proxy.between(Tap.of(old))
                    .with("sslmode", "disable")
                    .with("mask_salt", SALT)
                    .with("chunk_size_mb", 1);
            TestCatalog catalog = tap.catalog().fullTable(STREAM);
            catalog.column(STREAM, "id").put("mask", "sha256");
            Conversation wire = proxy.record();
            TapRun run = tap.sync(catalog).assertSucceeded();
            assertThat(run.values(STREAM, "id").stream().distinct()).hasSize(5000);
            assertThat(sent(wire)).doesNotContain("777000");
            assertThat(run.text()).doesNotContain("777000");
        }
    }

    /** A mask that hides nothing is no mask. */
    @Test
    void aMaskInTheWrongPlaceHidesTheStream() {
        Tap tap = Tap.of(database);
        TestCatalog catalog = tap.catalog().fullTable(STREAM);
        catalog.root(STREAM).put("mask", "null");
        TapRun run =
                tap.sync(catalog).assertFailed(3, STREAM, "that is no column").assertHint("breadcrumb");
        assertThat(run.text()).doesNotContain(SECRET);
    }

    @Test
    void aHashNeedsASalt() {
        Tap tap = Tap.of(database);
        tap.sync(masked(tap, "\"sha256\"", "\"null\""))
                .assertFailed(3, "\"sha256\"", "\"mask_salt\"")
                .assertHint("TAP_POSTGRES_MASK_SALT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"md5\"", "true", "{}", "{\"fixed\": 1}", "{\"fixed\": \"a\", \"more\": 1}", "[]"})
    void whatIsNoMaskHidesTheStream(String mask) {
        Tap tap = Tap.of(database).with("mask_salt", SALT);
        TapRun run = tap.sync(masked(tap, mask, "\"null\""));
        run.assertFailed(3, "\"mask\"", "email");
        assertThat(run.text()).doesNotContain(SECRET);
    }

    /** Under its new name nothing would hide it. */
    @Test
    void aMaskedColumnThatWasRenamedHidesTheStream() {
        Tap tap = Tap.of(database).with("mask_salt", SALT);
        TestCatalog catalog = masked(tap, "\"sha256\"", "\"null\"");
        database.execute("alter table people rename email to mail");
        TapRun run = tap.sync(catalog);
        run.assertFailed(3, "\"email\"", "is masked, and does not exist").assertHint("If it was renamed");
        assertThat(run.text()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource({"\"null\", part of the key", "{\"fixed\":\"x\"}, part of the key"})
    void aKeyMayOnlyBeHashed(String mask, String message) throws Exception {
        Tap tap = Tap.of(database).with("mask_salt", SALT);
        TestCatalog catalog = tap.catalog().fullTable(STREAM);
        catalog.column(STREAM, "id").set("mask", Json.parse(mask));
        tap.sync(catalog).assertFailed(3, message).assertHint("\"sha256\"");
        catalog.column(STREAM, "id").put("mask", "sha256");
        assertThat(tap.sync(catalog).assertSucceeded().values(STREAM, "id"))
                .containsExactly("\"" + hash("1") + "\"", "\"" + hash("2") + "\"");
    }

    @Test
    void aReplicationKeyCannotBeMasked() {
        Tap tap = Tap.of(database).with("mask_salt", SALT);
        TestCatalog catalog = tap.catalog().incremental(STREAM, "born");
        catalog.column(STREAM, "born").put("mask", "sha256");
        tap.sync(catalog).assertFailed(3, "\"born\"", "is the replication key");
    }
}
