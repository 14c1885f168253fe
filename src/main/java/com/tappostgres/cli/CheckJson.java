package com.tappostgres.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.config.EffectiveSetting;
import com.tappostgres.json.Json;
import com.tappostgres.preflight.Finding;
import com.tappostgres.preflight.Severity;
import com.tappostgres.preflight.Summary;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints all findings as one JSON document, for machines. */
final class CheckJson implements CheckReport {
    private final PrintWriter out;
    private final ObjectNode document = Json.NODES.objectNode();
    private final ArrayNode settings = document.putArray("settings");
    private final ArrayNode findings = document.putArray("findings");

    CheckJson(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void settings(List<EffectiveSetting> all) {
        for (EffectiveSetting setting : all) {
            settings.addObject()
                    .put("key", setting.key())
                    .put("value", setting.value())
                    .put("source", setting.source());
        }
    }

    @Override
    public void finding(Finding finding) {
        findings.addObject()
                .put("group", finding.check().group().text())
                .put("check", finding.check().text())
                .put("subject", finding.subject())
                .put("severity", finding.severity().text())
                .put("message", finding.message())
                .put("mend", finding.mend())
                .put("sqlstate", finding.sqlstate());
    }

    @Override
    public void end(@Nullable Summary summary, List<Finding> all, int exitCode) {
        ObjectNode node = document.putObject("summary");
        for (Severity severity : Severity.values()) {
            long count = all.stream()
                    .filter(finding -> finding.severity() == severity)
                    .count();
            node.put(severity.text(), count);
        }
        if (summary != null) {
            node.put("streams", summary.streams())
                    .put("streams_of_unknown_size", summary.unknown())
                    .put("streams_of_unknown_rows", summary.uncounted())
                    .put("rows", summary.rows())
                    .put("bytes", summary.bytes())
                    .put("seconds", Math.round(summary.seconds() * 10) / 10.0)
                    .put("bytes_per_second", Math.round(summary.bytesPerSecond()))
                    .put("rate_measured", summary.measured());
        }
        node.put("exit_code", exitCode);
        out.print(new String(Json.print(document), StandardCharsets.UTF_8) + "\n");
        out.flush();
    }
}
