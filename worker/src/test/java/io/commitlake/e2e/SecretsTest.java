package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Secrets appear in no log at any level, no output, no file of the dataset and no command line. */
class SecretsTest {
    private static final String TOKEN = "canary-token-5f3a";

    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private Logger root;
    private AppenderBase<ILoggingEvent> appender;
    private Level before;

    @TempDir
    Path folder;

    @BeforeEach
    void listen() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.setPattern("%level %logger %msg%n%ex");
        layout.start();
        appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                logged.add(layout.doLayout(event));
            }
        };
        appender.setContext(context);
        appender.start();
        root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        before = root.getLevel();
        root.addAppender(appender);
        root.setLevel(Level.TRACE);
        root.getAppender("stderr").stop();
    }

    @AfterEach
    void listenNoMore() {
        root.setLevel(before);
        root.detachAppender(appender);
        root.getAppender("stderr").start();
    }

    /** A git that writes down how it is called, and then is the real one. */
    private String recordingGit(Path calls) throws IOException {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path git = Files.writeString(
                bin.resolve("git"),
                "#!/bin/sh\nps -eo args >> '" + calls + "'\nprintf '%s\\n' \"$*\" >> '" + calls
                        + "'\nPATH=${PATH#*:}\nexec git \"$@\"\n");
        assertThat(git.toFile().setExecutable(true)).isTrue();
        return bin + ":" + System.getenv("PATH");
    }

    @Test
    void secretsAppearNowhere() throws IOException {
        Path calls = folder.resolve("calls");
        String output = "";
        try (House house =
                new House(folder, House.shipped(), options -> options.withTokens(List.of(TOKEN, "another-1")))) {
            house.set("PATH", recordingGit(calls));
            for (House.Result result : List.of(
                    house.set("GITHUB_TOKENS", TOKEN).track("small").ended(0),
                    house.commitlake(
                                    "run",
                                    "--summary",
                                    folder.resolve("summary.json").toString())
                            .ended(0),
                    house.commitlake("status").ended(0),
                    house.set("GITHUB_TOKENS", TOKEN + "-wrong")
                            .track("renames")
                            .ended(3),
                    house.set("GITHUB_API_URL", "http://127.0.0.1:1").track("renames"))) {
                output += result.out() + result.err();
            }
            String key = Objects.requireNonNull(house.environment().get("AWS_SECRET_ACCESS_KEY"));

            assertThat(output + Files.readString(folder.resolve("summary.json")))
                    .contains("exported")
                    .doesNotContain(TOKEN, key);
            assertThat(Files.readString(calls)).contains("fetch").doesNotContain(TOKEN, key);
            // That the log would show one: the client says at this level what it is answered.
            assertThat(String.join("", logged)).contains("DEBUG ").doesNotContain(TOKEN, key);
            try (Stream<Path> files = Files.walk(folder.resolve("s3"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .as("%s", file)
                            .doesNotContain(TOKEN, key);
                }
            }
        }
    }
}
