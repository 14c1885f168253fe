package com.tappostgres.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds docs/monitoring.md to the metrics that there are. */
final class MonitoringPageTest {
    @Test
    void theTableHoldsEveryMetricAndNoOther() throws IOException {
        String page = Files.readString(Path.of("docs/monitoring.md"));
        String table = page.substring(page.indexOf("<!-- metrics -->"), page.indexOf("<!-- end -->"));
        List<String> rows = table.lines()
                .filter(line -> line.startsWith("| `tap_postgres_"))
                .toList();
        assertThat(rows).hasSameSizeAs(Metric.values());
        for (Metric metric : Metric.values()) {
            String[] header = metric.header().split("[ \n]", 4);
            String help = header[3].lines().findFirst().orElseThrow();
            String type = metric.header().strip().replaceFirst("(?s).* ", "");
            assertThat(rows)
                    .anyMatch(row -> row.startsWith("| `" + metric.metricName() + "` |")
                            && row.endsWith("| " + type + " | " + help + " |"));
        }
    }
}
