package com.tappostgres.cli;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tap-postgres completion}: the script by which a shell completes the program's commands and options. */
@Command(
        name = "completion",
        header = "Print the script by which a shell completes commands and options.",
        description = {
            "  bash: source <(tap-postgres completion bash)     in ~/.bashrc",
            "  zsh:  source <(tap-postgres completion zsh)      in ~/.zshrc, behind compinit"
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
    private static final List<String> SHELLS = List.of("bash", "zsh");

    /** What the shell completes behind this command. */
    static final class Shells implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return SHELLS.iterator();
        }
    }

    @Parameters(paramLabel = "SHELL", completionCandidates = Shells.class, description = "${COMPLETION-CANDIDATES}")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String shell;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!SHELLS.contains(shell)) {
            throw new TapException(
                    ErrorKind.USAGE,
                    "there is no completion for the shell \"" + shell + "\"",
                    "tap-postgres completion takes one of " + String.join(", ", SHELLS));
        }
        PrintWriter out = spec.commandLine().getOut();
        // One script for both: in zsh it turns on its bashcompinit.
        out.print(AutoComplete.bash(spec.root().name(), spec.commandLine().getParent()));
        out.flush();
        return 0;
    }
}
