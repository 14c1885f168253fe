package com.tappostgres.loader;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.singer.StateFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfirmedStatesTest {
    private static final String STATE = "{\"bookmarks\":{\"a\":{\"version\":1}}}";
    private static final String LATER = "{\"bookmarks\":{\"a\":{\"version\":2}}}";

    @TempDir
    private Path folder;

    private final List<String> saved = new ArrayList<>();
    private ConfirmedStates states;

    @BeforeEach
    void create() {
        states = new ConfirmedStates(
                new StateFile(folder.resolve("state.json")),
                "loader",
                state -> saved.add(new String(state, StandardCharsets.UTF_8)));
    }

    private void sent(String state) {
        states.sent(state.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void savesWhatComesBack() {
        sent(STATE);
        states.printed(STATE);
        sent(LATER);
        states.printed("{\"type\":\"STATE\",\"value\":" + LATER + "}");
        assertThat(saved).containsExactly(STATE, LATER);
        assertThat(folder.resolve("state.json")).hasContent(LATER + "\n");
    }

    @Test
    void savesAStateThatComesBackBeforeItIsKnownToBeSent() {
        states.printed("{ \"bookmarks\": {\"a\": {\"version\": 1}}}");
        assertThat(saved).isEmpty();
        sent(STATE);
        assertThat(saved).containsExactly(STATE);
    }

    @Test
    void savesNoStateOfAnotherRun() {
        states.printed(LATER);
        sent(STATE);
        assertThat(saved).isEmpty();
        assertThat(states.any()).isFalse();
        states.printed(STATE);
        assertThat(saved).containsExactly(STATE);
    }
}
