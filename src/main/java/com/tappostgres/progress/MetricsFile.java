package com.tappostgres.progress;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.FileFault;
import com.tappostgres.error.TapException;
import com.tappostgres.singer.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of metrics, as node_exporter's textfile collector reads it: always a whole one. */
final class MetricsFile {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsFile.class);
    private static final String SUFFIX = ".prom";

    private final Path file;
    private final AtomicFile content;
    private boolean warned;

    MetricsFile(Path file) {
        this.file = file;
        this.content = new AtomicFile(file);
    }

    /** Tells its metrics from those of the other files in its folder: its name. */
    String tap() {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    /**
     * Reads what the runs before left, and fails now rather than after hours if it cannot be written.
     *
     * @throws TapException of kind CONFIGURATION
     */
    MetricValues open() {
        try {
            content.probe();
            if (!Files.exists(file)) {
                return new MetricValues();
            }
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            if (!text.isBlank() && !text.startsWith("# HELP " + Metric.PREFIX)) {
                throw new TapException(
                        ErrorKind.CONFIGURATION,
                        "the file \"" + file + "\" of --metrics-file holds something else than metrics of tap-postgres",
                        "Name a file of its own, such as tap-postgres.prom; it is replaced by each run.");
            }
            return MetricValues.parse(text);
        } catch (IOException e) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "cannot write the metrics file \"" + file + "\": " + FileFault.reason(e),
                    "Its folder must exist and be writable, as new metrics are written there and then renamed.",
                    e);
        }
    }

    /** Replaces the metrics; a run does not fail for want of them. */
    void write(MetricValues values) {
        try {
            content.replace(values.print(tap()).getBytes(StandardCharsets.UTF_8));
            warned = false;
        } catch (IOException e) {
            if (!warned) {
                LOG.warn("cannot write the metrics file \"{}\": {}", file, FileFault.reason(e));
            }
            warned = true;
        }
    }
}
