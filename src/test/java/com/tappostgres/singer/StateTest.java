package com.tappostgres.singer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StateTest {
    @TempDir
    private Path folder;

    @Test
    void anEmptyStateIsWhole() throws Exception {
        String empty = "{\"currently_syncing\":null,\"bookmarks\":{}}";
        assertThat(printed(State.empty())).isEqualTo(empty);
        for (String document : new String[] {"{}", "", "{\"bookmarks\":null}", "{\"currently_syncing\":null}"}) {
            assertThat(printed(state(document))).as(document).isEqualTo(empty);
        }
    }

    @Test
    void fullTableStatesOfOtherTaps() throws Exception {
        State state = state("""
                {"bookmarks": {"id": {"last_replication_method": "FULL_TABLE", "version": 1521138521000, "xmin": null}},
                 "currently_syncing": null}""");
        assertThat(state.bookmark("id"))
                .isEqualTo(new Bookmark("FULL_TABLE", 1_521_138_521_000L, null, null, null, false, false, null, null));
        assertThat(state.currentlySyncing()).isNull();
    }

    @Test
    void incrementalStatesOfOtherTaps() throws Exception {
        State state = state("""
                {"bookmarks": {
                  "a": {"last_replication_method": "INCREMENTAL", "replication_key": "updated_at",
                        "version": 1521138521000, "replication_key_value": "1997-02-02T07:02:02.722184+00:00"},
                  "public-t": {"replication_key": "updated_at", "replication_key_value": "2022-11-30T00:00:00+00:00"},
                  "n": {"replication_key": "id", "replication_key_value": 9007199254740993, "version": null},
                  "z": {"replication_key": "id", "replication_key_value": 0},
                  "e": {"replication_key": "id", "replication_key_value": ""},
                  "d": {"replication_key": "id", "replication_key_value": 1.10},
                  "none": {"replication_key": "id", "replication_key_value": null}}}""");
        assertThat(state.bookmark("a"))
                .isEqualTo(new Bookmark(
                        "INCREMENTAL",
                        1_521_138_521_000L,
                        "updated_at",
                        "1997-02-02T07:02:02.722184+00:00",
                        null,
                        false,
                        false,
                        null,
                        null));
        assertThat(state.bookmark("public-t"))
                .isEqualTo(new Bookmark(
                        null, null, "updated_at", "2022-11-30T00:00:00+00:00", null, false, false, null, null));
        assertThat(state.bookmark("n").value()).isEqualTo("9007199254740993");
        assertThat(state.bookmark("n").version()).isNull();
        assertThat(state.bookmark("z").value()).isEqualTo("0");
        assertThat(state.bookmark("e").value()).isEmpty();
        assertThat(state.bookmark("d").value()).isEqualTo("1.10");
        assertThat(state.bookmark("none").value()).isNull();
        assertThat(state.bookmark("unknown")).isEqualTo(Bookmark.NONE);
    }

    @Test
    void whatItDoesNotUnderstandStays() throws Exception {
        String document = "{\"other\":[1.10],\"bookmarks\":{\"log\":{\"last_replication_method\":\"LOG_BASED\","
                + "\"lsn\":108197216,\"version\":1}},\"currently_syncing\":\"log\"}";
        State state = state(document);
        state.setBookmark("id", Bookmark.NONE.withValue("1"));
        assertThat(printed(state))
                .contains("\"other\":[1.10]")
                .contains("\"log\":{\"last_replication_method\":\"LOG_BASED\",\"lsn\":108197216,\"version\":1}")
                .contains("\"id\":{\"replication_key_value\":\"1\"}")
                .contains("\"currently_syncing\":\"log\"");
    }

    @Test
    void bookmarksComeBackAsTheyWere() throws Exception {
        Bookmark bookmark = new Bookmark("INCREMENTAL", 5L, "größe", "a\"b\n", "text", true, true, null, null);
        State state = State.empty();
        state.setBookmark("d-s-t", bookmark);
        state.setCurrentlySyncing("d-s-t");
        State again = state(printed(state));
        assertThat(again.bookmark("d-s-t")).isEqualTo(bookmark);
        assertThat(again.currentlySyncing()).isEqualTo("d-s-t");
        again.setBookmark("d-s-t", bookmark.completed());
        again.setCurrentlySyncing(null);
        assertThat(printed(again))
                .isEqualTo("{\"currently_syncing\":null,\"bookmarks\":{\"d-s-t\":{"
                        + "\"last_replication_method\":\"INCREMENTAL\",\"version\":5,\"replication_key\":\"größe\","
                        + "\"replication_key_value\":\"a\\\"b\\n\",\"replication_key_type\":\"text\"}}}");
    }

    @Test
    void aWholeStateMessageIsRead() throws Exception {
        State state = state("{\"type\":\"STATE\",\"value\":{\"bookmarks\":{\"a\":{\"version\":1}}}}");
        assertThat(state.bookmark("a").version()).isEqualTo(1);
        assertThat(printed(state)).doesNotContain("STATE");
    }

    @Test
    void adoptsTheBookmarkOfAnotherTapOnce() throws Exception {
        State state =
                state("{\"bookmarks\":{\"s-t\":{\"version\":1,\"xmin\":7},\"d-s-u\":{},\"s-u\":{\"version\":2}}}");
        assertThat(state.adopt("s-t", "d-s-t")).isTrue();
        assertThat(state.bookmark("d-s-t").version()).isEqualTo(1);
        assertThat(state.bookmark("s-t")).isEqualTo(Bookmark.NONE);
        assertThat(printed(state)).contains("\"d-s-t\":{\"version\":1,\"xmin\":7}");
        assertThat(state.adopt("s-t", "d-s-t")).isFalse();
        assertThat(state.adopt("s-u", "d-s-u")).as("one of its own").isFalse();
        assertThat(state.bookmark("s-u").version()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"version": 1.5, "replication_key_value": true}                    | | | true
            {"version": "5", "last_replication_method": null}                  | | |
            {"version": 99999999999999999999}                                  | | |
            {"version": {}, "replication_key": null}                           | | |
            {"version": 1.0, "replication_key": "id"}                          | 1 | id |
            {"version": 7, "replication_key": ["id"], "replication_key_value": "x"} | 7 | | x
            """)
    void oddBookmarks(String bookmark, Long version, String key, String value) throws Exception {
        Bookmark read = state("{\"bookmarks\":{\"id\":" + bookmark + "}}").bookmark("id");
        assertThat(read).isEqualTo(new Bookmark(null, version, key, value, null, false, false, null, null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            []                                             | it is no JSON object
            {"bookmarks":[]}                               | "bookmarks" is no object
            {"bookmarks":{"a":1}}                          | a bookmark is no object with a plain "replication_key_value"
            {"bookmarks":{"a":{"replication_key_value":[]}}} | a bookmark is no object with a plain "replication_key_value"
            {"currently_syncing":1}                        | "currently_syncing" is neither a string nor null
            """)
    void anotherShapeIsRefused(String document, String what) throws Exception {
        Path file = file(document);
        assertThatThrownBy(() -> State.read(file))
                .hasMessage("\"" + file + "\" is no Singer state: " + what)
                .isInstanceOfSatisfying(TapException.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(ErrorKind.CONFIGURATION);
                    assertThat(failure.hint()).contains("--state");
                });
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws Exception {
        Path missing = folder.resolve("none.json");
        assertThatThrownBy(() -> State.read(missing)).hasMessage("the state file \"" + missing + "\" does not exist");
        assertThatThrownBy(() -> state("{} {}")).hasMessageContaining("state.json\" is not JSON: line 1");
    }

    private State state(String document) throws Exception {
        return State.read(file(document));
    }

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("state.json"), text);
    }

    private static String printed(State state) {
        return new String(state.print(), StandardCharsets.UTF_8);
    }
}
