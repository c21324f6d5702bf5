package io.commitlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureTextTest {
    @Test
    void everyFailureHasAReason() {
        Stream.of(
                        new SocketException(),
                        new ClosedChannelException(),
                        new InterruptedException(),
                        new EOFException(),
                        new TimeoutException(),
                        new IOException(""),
                        new IOException(" \n"),
                        new MalformedInputException(1),
                        new RuntimeException() {})
                .forEach(failure -> assertThat(FailureText.of(failure))
                        .as(failure.toString())
                        .isNotBlank()
                        .doesNotContain("null"));
    }

    @Test
    void aFileFailureNamesTheFileAndTheReason(@TempDir Path folder) throws IOException {
        Path absent = folder.resolve("absent");
        Path file = Files.createFile(folder.resolve("file"));

        IOException missing = catchThrowableOfType(IOException.class, () -> Files.readString(absent));
        assertThat(FailureText.of(missing)).isEqualTo(absent + " doesn't exist");
        IOException existing = catchThrowableOfType(IOException.class, () -> Files.createDirectories(file));
        assertThat(FailureText.of(existing)).isEqualTo(file + " already exists");
        IOException notEmpty = catchThrowableOfType(IOException.class, () -> Files.delete(folder));
        assertThat(FailureText.of(notEmpty)).isEqualTo(folder + " isn't empty");
    }

    @Test
    void anUnknownHostIsNamed() {
        UnknownHostException unknown =
                catchThrowableOfType(UnknownHostException.class, () -> InetAddress.getAllByName("nowhere.invalid"));

        assertThat(FailureText.of(unknown)).contains("unknown host", "nowhere.invalid");
    }

    @Test
    void aWrapperOrAnEmptyMessageGivesTheReasonOfTheCause() {
        IOException cause = new IOException("the disk is on fire");

        assertThat(FailureText.of(new UncheckedIOException(cause))).isEqualTo("the disk is on fire");
        assertThat(FailureText.of(new ExecutionException(cause))).isEqualTo("the disk is on fire");
        assertThat(FailureText.of(new IOException("", cause))).isEqualTo("ioexception: the disk is on fire");
        assertThat(FailureText.of(new SocketException())).isEqualTo("socket exception");
    }
}
