package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.Json;
import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.FaultRule;
import io.commitlake.sandbox.control.RequestKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** With {@code COMMITLAKE_LOG=json}, programs can read each line of the log, and no line shows a secret. */
class JsonLogTest {
    /** A repository has this name, so that failures quote it. */
    private static final String SECRET = "canary-of-json-log-6174";

    /** Java's own warnings, which the worker's launcher turns off. */
    private static final String OF_JAVA = "WARNING: .*";

    @TempDir
    Path folder;

    @Test
    void eachLineOfAnExportIsAnObjectWithItsRunStepAndRepository() throws Exception {
        Path histories = Files.createDirectory(folder.resolve("histories"));
        for (String name : new String[] {"fine", SECRET}) {
            Repo repository = Repo.create(histories, name);
            repository.branch("main", repository.commit("2020-01-01T00:00:00Z", "a", "1\n"));
        }
        try (Stack stack = new Stack(folder, histories)) {
            stack.into(folder.resolve("lake")).set("COMMITLAKE_SOURCE", "git");
            stack.track("fine", SECRET).ended(0);
            stack.commitlake("plan", "--snapshot", "2021-01-01", "--run", "r", "--shards", "1")
                    .ended(0);
            stack.sandbox()
                    .inject(FaultRule.of(new Fault.Status(500, Optional.empty()))
                            .kind(RequestKind.GIT)
                            .path(SECRET)
                            .always());
            stack.set("COMMITLAKE_LOG", "json")
                    .set("COMMITLAKE_LOG_LEVEL", "DEBUG")
                    .set("AWS_SESSION_TOKEN", SECRET);
            String[] extract = {"extract", "--snapshot", "2021-01-01", "--run", "r", "--shard", "0"};
            try (WorkerProcess worker = WorkerProcess.start(folder.resolve("log"), stack.environment(), extract)) {
                assertExplainsTheFailure(worker.ended(4));
            }
        }
    }

    private static void assertExplainsTheFailure(String output) {
        assertThat(output).doesNotContain(SECRET);
        assertThat(output.lines().filter(line -> !line.startsWith("{") && !line.matches(OF_JAVA)))
                .as("the results stay what they are")
                .allMatch(line -> line.startsWith("extracted: 1 commit,") || line.startsWith("token 1: "))
                .hasSize(2);
        List<JsonNode> lines = output.lines()
                .filter(line -> line.startsWith("{"))
                .map(line -> Json.tree(line.getBytes(StandardCharsets.UTF_8)))
                .toList();
        assertThat(lines).allSatisfy(line -> {
            assertThat(Instant.parse(text(line, "time"))).isAfter(Instant.parse("2020-01-01T00:00:00Z"));
            assertThat(text(line, "level")).matches("ERROR|WARN|INFO|DEBUG");
            assertThat(text(line, "message")).isNotBlank();
            assertThat(text(line, "step")).isEqualTo("extract");
            assertThat(text(line, "run")).isEqualTo("r");
            assertThat(line.get("shard").intValue()).isZero();
        });
        List<JsonNode> failed = lines.stream()
                .filter(line -> text(line, "repository").equals("sandbox/***"))
                .toList();
        assertThat(failed)
                .anyMatch(line -> text(line, "level").equals("ERROR")
                        && text(line, "message").startsWith("commitlake: sandbox/*** failed: "))
                .anyMatch(line -> text(line, "logger").equals("Extract")
                        && text(line, "stack_trace").contains("CommitlakeException"));
        assertThat(lines.getLast().get("exit_code").intValue()).isEqualTo(4);
    }

    /** A field's text; empty if the line has no such field. */
    private static String text(JsonNode line, String field) {
        return line.has(field) ? line.get(field).stringValue() : "";
    }

    @Test
    void aCommandThatCannotBeginSaysWhyInJson() {
        try (Stack stack = new Stack(folder, Stack.shipped())) {
            String error = stack.set("COMMITLAKE_LOG", "json")
                    .set("COMMITLAKE_WORKERS", "many")
                    .commitlake("status")
                    .ended(3)
                    .err();
            List<JsonNode> lines = error.lines()
                    .map(line -> Json.tree(line.getBytes(StandardCharsets.UTF_8)))
                    .toList();

            assertThat(text(lines.getFirst(), "message")).contains("COMMITLAKE_WORKERS is \"many\"");
            assertThat(text(lines.getFirst(), "level")).isEqualTo("ERROR");
            assertThat(text(lines.getFirst(), "step")).isEqualTo("status");
            assertThat(lines.getLast().get("exit_code").intValue()).isEqualTo(3);
        }
    }

    @Test
    void anotherFormatIsRefusedByName() {
        try (Stack stack = new Stack(folder, Stack.shipped())) {
            assertThat(stack.set("COMMITLAKE_LOG", "xml")
                            .commitlake("status")
                            .ended(3)
                            .err())
                    .isEqualTo("commitlake: COMMITLAKE_LOG is \"xml\": it should be text or json\n");
        }
    }
}
