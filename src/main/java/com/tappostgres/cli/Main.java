package com.tappostgres.cli;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.log.ErrorScreen;
import com.tappostgres.sync.Stop;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The program: reads the command line, runs the command, prints the error that ends it. */
public final class Main {
    private Main() {}

    /** Runs the program and ends the JVM with its exit code. */
    public static void main(String[] args) {
        ErrorScreen screen = new ErrorScreen(new FileOutputStream(FileDescriptor.err));
        System.setErr(new OneLineStream(screen));
        Stop stop = new Stop();
        SignalHook hook = SignalHook.install(stop, screen::end);
        int exitCode = run(args, System.getenv(), new FileOutputStream(FileDescriptor.out), System.err, stop);
        hook.ended();
        System.exit(exitCode);
    }

    /**
     * Runs the program.
     *
     * @param out gets messages or the catalog, and nothing else
     * @param err gets the error that ends the run; log lines go to standard error
     * @param stop asks it to end early
     * @return the exit code
     */
    public static int run(
            String[] args, Map<String, String> environment, OutputStream out, PrintStream err, Stop stop) {
        TapCommand command = new TapCommand(environment, out, err, stop);
        CommandLine commandLine = withExitCodes(new CommandLine(command))
                .setOut(new java.io.PrintWriter(out, true, java.nio.charset.StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(parsed -> {
                    command.logSettings().apply();
                    return new CommandLine.RunLast().execute(parsed);
                })
                .setParameterExceptionHandler((exception, arguments) -> {
                    command.logSettings().apply();
                    ErrorPrinter.print(
                            new TapException(
                                    ErrorKind.USAGE,
                                    withoutSecrets(String.valueOf(exception.getMessage())),
                                    exception.getCommandLine().getCommandSpec().qualifiedName()
                                            + " --help lists all options."),
                            err,
                            false);
                    return ErrorKind.USAGE.exitCode();
                })
                .setExecutionExceptionHandler((exception, parsed, result) -> failed(exception, command, err));
        try {
            int exitCode = commandLine.execute(args);
            if (commandLine.getOut().checkError()) {
                throw new TapException(
                        ErrorKind.OUTPUT,
                        "cannot write to standard output",
                        "Whoever reads it went away, or the disk is full.");
            }
            return exitCode;
        } catch (TapException e) {
            return failed(e, command, err);
        } catch (StackOverflowError | OutOfMemoryError e) {
            return failed(e, command, err);
        }
    }

    /** The help of every command tells the exit codes, which are the same for all. */
    private static CommandLine withExitCodes(CommandLine commandLine) {
        UsageMessageSpec root = commandLine.getCommandSpec().usageMessage();
        for (CommandLine each : commandLine.getSubcommands().values()) {
            each.getCommandSpec()
                    .usageMessage()
                    .exitCodeListHeading(root.exitCodeListHeading())
                    .exitCodeList(root.exitCodeList());
        }
        return commandLine;
    }

    private static int failed(Throwable failure, TapCommand command, PrintStream err) {
        TapException known = failure instanceof TapException tap ? tap : internal(failure);
        ErrorPrinter.print(known, err, command.isDebug());
        return known.kind().exitCode();
    }

    /** What picocli did not understand may be a URL, of which it quotes the password. */
    private static String withoutSecrets(String message) {
        return message.replaceAll("://.*@", "://***@").replaceAll("password=[^\\s']*", "password=***");
    }

    private static TapException internal(Throwable failure) {
        @Nullable String message = failure.getMessage();
        return new TapException(
                ErrorKind.INTERNAL,
                "internal fault: " + failure.getClass().getSimpleName() + (message == null ? "" : ": " + message),
                "Please report it with the output of the same command and --debug.",
                failure);
    }
}
