package com.tappostgres.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PageTest {
    @Test
    void findsBlocks() {
        assertThat(Page.blocks(
                        "a\n```sh\nls\n```\n<!-- not run: no Docker here -->\n```console\n$ x\n```\n```\nz\n```\n"))
                .containsExactly(
                        new Page.Block("sh", "ls\n", Optional.empty()),
                        new Page.Block("console", "$ x\n", Optional.of("no Docker here")),
                        new Page.Block("", "z\n", Optional.empty()));
    }

    @Test
    void findsCommandsWithTheirOutput() {
        assertThat(ConsoleSession.of("$ a \\\n  b\nout 1\nout 2\n$ c 'd\n$ e' f\n$ g\nCRITICAL\n$ echo $?\n4\n")
                        .steps())
                .containsExactly(
                        new ConsoleSession.Step("a \\\n  b", List.of("out 1", "out 2"), 0),
                        new ConsoleSession.Step("c 'd\n$ e' f", List.of(), 0),
                        new ConsoleSession.Step("g", List.of("CRITICAL"), 4));
    }

    @Test
    void comparesWhatIsShownWithWhatCame() {
        List<String> came = List.of("INFO a: 12 rows, 0.1 s", "METRIC 1", "{\"id\":1,\"at\":\"2026-01-01T00:00:00\"}");
        assertThat(ShownOutput.firstMissing(List.of("INFO a: 3 rows, 4.5 s", "", "{\"id\":7,..."), came))
                .isEmpty();
        assertThat(ShownOutput.firstMissing(List.of("INFO b: 12 rows, 0.1 s"), came))
                .contains("INFO b: 12 rows, 0.1 s");
        assertThat(ShownOutput.firstMissing(List.of("METRIC 1", "INFO a: 12 rows, 0.1 s"), came))
                .contains("INFO a: 12 rows, 0.1 s");
        assertThat(ShownOutput.firstMissing(List.of("{\"no\":7,..."), came)).isPresent();
    }
}
