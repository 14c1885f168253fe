package com.tappostgres.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.json.Json;
import com.tappostgres.testing.CapturedLog;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

final class LogLineTest {
    private static final Logger LOG = LoggerFactory.getLogger(LogLineTest.class);
    private static final Logger LIBRARY = LoggerFactory.getLogger("org.example.Library");

    @AfterEach
    void restore() {
        LogSettings.DEFAULT.apply();
        MDC.clear();
    }

    private static String logged(LogSettings settings, Runnable logs) {
        settings.apply();
        try (CapturedLog log = CapturedLog.start()) {
            logs.run();
            return log.text();
        }
    }

    private static LogSettings json(Level level) {
        return new LogSettings(level, LogSettings.Form.JSON);
    }

    @Test
    void isALevelAndAMessageForPeople() {
        String text = logged(LogSettings.DEFAULT, () -> {
            LOG.info("{} of {}", 1, "two\nlines\u001b[2J\u0007\u009b\t\u8868");
            LOG.debug("not this");
            LOG.atWarn().addKeyValue("stream", "s").log("with {}", "fields");
        });
        assertThat(text).isEqualTo("INFO 1 of two\\nlines\\u001b[2J\\u0007\\u009b\t\u8868\nWARN with fields\n");
    }

    @Test
    void isAnObjectForMachines() throws Json.ReadException {
        MDC.put("stream", "public-t");
        String text = logged(json(Level.INFO), () -> LOG.info("says \"{}\"\n\u0007", "x"));
        assertThat(text).endsWith("}\n").hasLineCount(1);
        JsonNode line = Json.parse(text);
        assertThat(Instant.parse(line.get("time").asText()))
                .isBefore(Instant.now().plusSeconds(1));
        assertThat(line.get("level").asText()).isEqualTo("INFO");
        assertThat(line.get("logger").asText()).isEqualTo("LogLineTest");
        assertThat(line.get("message").asText()).isEqualTo("says \"x\"\n\u0007");
        assertThat(line.get("stream").asText()).isEqualTo("public-t");
        assertThat(line).hasSize(5);
    }

    @Test
    void holdsTheStackOfAFault() throws Json.ReadException {
        IllegalStateException fault = new IllegalStateException("why\nnot");
        String text = logged(json(Level.INFO), () -> LOG.error("failed", fault));
        assertThat(text).hasLineCount(1);
        assertThat(Json.parse(text).get("stack").asText())
                .startsWith("java.lang.IllegalStateException: why\nnot\n\tat ");
        assertThat(logged(LogSettings.DEFAULT, () -> LOG.error("failed", fault)))
                .startsWith("ERROR failed\njava.lang.IllegalStateException: why\nnot\n\tat ");
    }

    @Test
    void leavesOutWhatNobodyAskedFor() {
        Runnable logs = () -> {
            LOG.debug("d");
            LOG.info("i");
            LOG.warn("w");
            LOG.error("e");
            LIBRARY.warn("library");
        };
        assertThat(logged(LogSettings.DEFAULT, logs)).isEqualTo("INFO i\nWARN w\nERROR e\n");
        assertThat(logged(new LogSettings(Level.WARN, LogSettings.Form.TEXT), logs))
                .isEqualTo("WARN w\nERROR e\n");
        assertThat(logged(new LogSettings(Level.DEBUG, LogSettings.Form.TEXT), logs))
                .isEqualTo("DEBUG d\nINFO i\nWARN w\nERROR e\nWARN library\n");
    }

    @Test
    void aMessageIsNoPatternOfItsOwn() {
        assertThat(logged(LogSettings.DEFAULT, () -> LOG.info("{}", "a {} \\{} b")))
                .isEqualTo("INFO a {} \\{} b\n");
        assertThat(logged(LogSettings.DEFAULT, () -> LOG.info("{\"a\": {}}"))).isEqualTo("INFO {\"a\": {}}\n");
    }
}
