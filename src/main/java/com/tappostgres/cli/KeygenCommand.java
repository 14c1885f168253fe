package com.tappostgres.cli;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.ssh.SshKeyFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code tap-postgres keygen}: makes an SSH key, and says how to set up the SSH host for it. */
@Command(
        name = "keygen",
        description = "Make an SSH key for \"ssh_tunnel\", and print how to set up the SSH host for it.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class KeygenCommand implements Callable<Integer> {
    private static final Pattern TARGET = Pattern.compile("(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):\\d{1,5}");

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private TapCommand tap;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "tap-postgres-key",
            description =
                    "Where to write the key, and its public part with .pub behind the name; default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path out;

    @Option(
            names = "--passphrase-env",
            paramLabel = "VAR",
            description = "Encrypt the key with the passphrase that this environment variable holds.")
    private @Nullable String passphraseVariable;

    @Option(
            names = "--permit-open",
            paramLabel = "HOST:PORT",
            defaultValue = "db.example.com:5432",
            description = "The server that the key may reach, as the SSH host sees it; default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String target;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        // It becomes part of lines that people paste into a root shell.
        if (!TARGET.matcher(target).matches()) {
            throw new TapException(
                    ErrorKind.USAGE,
                    "--permit-open takes a host and a port, not \"" + target + "\"",
                    "--permit-open db.example.com:5432");
        }
        String publicLine = SshKeyFile.create(out, passphrase());
        PrintWriter printer = spec.commandLine().getOut();
        printer.print(instructions(publicLine));
        printer.flush();
        return 0;
    }

    private Optional<String> passphrase() {
        if (passphraseVariable == null) {
            return Optional.empty();
        }
        String passphrase = tap.environment().get(passphraseVariable);
        if (passphrase == null || passphrase.isEmpty()) {
            throw new TapException(
                    ErrorKind.USAGE,
                    "the environment variable \"" + passphraseVariable + "\" that --passphrase-env names holds nothing",
                    "read -rs " + passphraseVariable + " && export " + passphraseVariable);
        }
        return Optional.of(passphrase);
    }

    /** Shell commands and a snippet of a config file, with all else as comments, so that the whole can be pasted in parts. */
    private String instructions(String publicLine) {
        String password = passphraseVariable == null
                ? ""
                : ",\n    \"private_key_password\": \"the passphrase of " + passphraseVariable + "\"";
        return String.format(
                Locale.ROOT, """
                # The private key is in %1$s and never leaves this machine. The public key, in %1$s.pub:
                %2$s

                # On the SSH host, as root: a user who can do nothing but connect to %3$s.
                useradd --create-home --shell /usr/sbin/nologin tap
                mkdir -p ~tap/.ssh
                echo 'restrict,port-forwarding,permitopen="%3$s" %2$s' >> ~tap/.ssh/authorized_keys
                chmod 700 ~tap/.ssh
                chmod 600 ~tap/.ssh/authorized_keys
                chown -R tap: ~tap/.ssh
                # What to trust: the fingerprint that belongs into "host_key" below.
                ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub

                # In the config file of the tap; "host" and "port" stay those of the server, as the SSH host sees it.
                "ssh_tunnel": {
                    "host": "bastion.example.com",
                    "username": "tap",
                    "private_key": "%4$s"%5$s,
                    "host_key": "SHA256:..."
                }
                """, out, publicLine, target, out.toAbsolutePath().normalize(), password);
    }
}
