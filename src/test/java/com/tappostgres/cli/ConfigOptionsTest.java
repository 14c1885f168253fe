package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigOptionsTest {
    @Test
    void aUrlThatIsNoneIsAProblemOfTheConfiguration() {
        Tap.run("--discover", "--url", "jdbc:postgresql://u:hunter2@h/d")
                .assertFailed(3, "1 problem in the configuration: --url: ", "write postgresql://");
    }

    @Test
    void theUrlStandsAboveTheFilesWhereverItStands() {
        String[][] orders = {
            {"--discover", "--url", "postgresql://h:x", "--config", "config.example.json"},
            {"--discover", "--config", "config.example.json", "--url=postgresql://h:x"}
        };
        for (String[] order : orders) {
            Tap.run(order).assertFailed(3, "--url: port must be a whole number");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--ulr postgresql://u:hunter2@h/d",
                "--ulr=postgresql://u:hunter2@h/d",
                "--discover postgresql://u:hunter2@h/d",
                "--discover postgresql://u:'hunter2@h/d",
                "--discover host=h password=hunter2",
                "--url --discover postgresql://u:hunter2@h/d",
            })
    void aCommandLineThatMakesNoSenseShowsNoPassword(String arguments) {
        TapRun run = Tap.run(arguments.split(" ", -1));
        run.assertFailed(2);
        assertThat(run.log()).doesNotContain("hunter2");
    }
}
