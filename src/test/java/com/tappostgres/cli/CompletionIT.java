package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.TapProcess;
import com.tappostgres.testing.TapRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people get who press the Tab key, and who ask for the manual. */
final class CompletionIT {
    private static final Path BIN = TapProcess.executable().getParent();

    @TempDir
    private Path folder;

    /** What bash offers for the last word, when the words before it stand on the line. */
    private List<String> offered(String... words) {
        StringBuilder script = new StringBuilder("source <(tap-postgres completion bash)\n");
        script.append("function=$(complete -p tap-postgres | sed -n 's/.* -F \\([^ ]*\\).*/\\1/p')\n");
        script.append("COMP_WORDS=(tap-postgres");
        for (String word : words) {
            script.append(" '").append(word).append('\'');
        }
        script.append(")\nCOMP_CWORD=").append(words.length).append("\n");
        script.append("COMP_LINE=\"${COMP_WORDS[*]}\"\nCOMP_POINT=${#COMP_LINE}\nCOMP_TYPE=9\n");
        // Only a shell that completes has compopt.
        script.append("compopt() { :; }\n");
        script.append("$function tap-postgres \"${COMP_WORDS[COMP_CWORD]}\" \"${COMP_WORDS[COMP_CWORD-1]}\"\n");
        script.append("printf '%s\\n' \"${COMPREPLY[@]}\"\n");
        TapRun run = new TapProcess(folder)
                .with("PATH", BIN + ":" + System.getenv("PATH"))
                .run("bash", "-c", script.toString());
        assertThat(run.log()).isEmpty();
        return run.text()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    @Test
    void bashCompletesCommandsOptionsAndValues() {
        assertThat(offered("")).contains("run", "check", "keygen", "about", "completion");
        assertThat(offered("ch")).containsExactly("check");
        assertThat(offered("--disc")).containsExactly("--discover");
        assertThat(offered("run", "--ev")).containsExactly("--every");
        assertThat(offered("about", "--format", "")).containsExactly("text", "json", "markdown", "schema", "man");
        assertThat(offered("about", "--format", "m")).containsExactly("markdown", "man");
        assertThat(offered("--log-format", "")).containsExactly("text", "json");
        assertThat(offered("select", "--method", "")).containsExactly("full_table", "incremental");
        assertThat(offered("select", "--method", "in")).containsExactly("incremental");
        assertThat(offered("completion", "")).contains("bash", "zsh");
        assertThat(offered("nonsense", "--ev")).doesNotContain("--every");
    }

    @Test
    void bashCompletesFiles() throws Exception {
        Files.writeString(folder.resolve("config one.json"), "{}");
        Files.writeString(folder.resolve("catalog.json"), "{}");
        assertThat(offered("--catalog", "cat")).containsExactly("catalog.json");
        assertThat(offered("--config", "conf")).containsExactly("config one.json");
    }

    @Test
    void theManualIsReadable() throws Exception {
        TapRun page = new TapProcess(folder).run(BIN.resolve("tap-postgres").toString(), "about", "--format", "man");
        Path file = Files.write(folder.resolve("tap-postgres.1"), page.out());
        // What man calls; AboutTest looks at the page where it is not there.
        if (!Files.isExecutable(Path.of("/usr/bin/groff"))) {
            return;
        }
        TapRun shown = new TapProcess(folder).run("sh", "-c", "groff -man -Tutf8 -P-cbou -ww " + file);
        assertThat(shown.log()).isEmpty();
        assertThat(shown.text())
                .contains("NAME", "EXIT STATUS", "--discover", "tap-postgres run", "start_date", "~/.pgpass");
    }
}
