package com.tappostgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the workflows of GitHub run. */
final class WorkflowsTest {
    private static final Pattern USES =
            Pattern.compile("(?m)^ *-? *uses: (?<action>[^@\\s]+)(?<pin>\\S*)(?<version>.*)$");
    private static final Pattern SCRIPT = Pattern.compile("(?<![\\w/])\\./[\\w./-]+");

    /** A tag can be moved to other code, which would then run with the rights of a release. */
    @Test
    void actionsArePinnedToOneCommitEach() throws IOException {
        Map<String, String> pins = new HashMap<>();
        for (String workflow : workflows()) {
            Matcher uses = USES.matcher(workflow);
            while (uses.find()) {
                assertThat(uses.group("pin")).as(uses.group()).matches("@[0-9a-f]{40}");
                assertThat(uses.group("version")).as(uses.group()).matches(" # v\\d+\\.\\d+\\.\\d+");
                assertThat(uses.group("pin"))
                        .as(uses.group("action"))
                        .isEqualTo(pins.computeIfAbsent(uses.group("action"), action -> uses.group("pin")));
            }
        }
        assertThat(pins).containsKeys("actions/checkout", "docker/build-push-action");
    }

    @Test
    void theScriptsThatTheyRunAreThere() throws IOException {
        List<String> scripts = new ArrayList<>();
        for (String workflow : workflows()) {
            SCRIPT.matcher(workflow).results().forEach(match -> scripts.add(match.group()));
        }
        assertThat(scripts).contains("./.ci/run", "./.ci/reproducible");
        assertThat(scripts).allMatch(script -> Files.isExecutable(Path.of(script)));
    }

    private static List<String> workflows() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(".github/workflows"))) {
            List<String> texts = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                texts.add(Files.readString(file));
            }
            return texts;
        }
    }
}
