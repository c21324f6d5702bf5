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
    void noReasonIsEmpty() {
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
    void aFileSystemSaysWhatIsWrongWithTheFile(@TempDir Path folder) throws IOException {
        Path absent = folder.resolve("absent");
        Path file = Files.createFile(folder.resolve("file"));

        IOException none = catchThrowableOfType(IOException.class, () -> Files.readString(absent));
        assertThat(FailureText.of(none)).isEqualTo("there is no " + absent);
        IOException taken = catchThrowableOfType(IOException.class, () -> Files.createDirectories(file));
        assertThat(FailureText.of(taken)).isEqualTo(file + " is there already");
        IOException full = catchThrowableOfType(IOException.class, () -> Files.delete(folder));
        assertThat(FailureText.of(full)).isEqualTo(folder + " isn't empty");
    }

    @Test
    void aHostThatIsNotKnownIsSaidToBeSo() {
        UnknownHostException unknown =
                catchThrowableOfType(UnknownHostException.class, () -> InetAddress.getAllByName("nowhere.invalid"));

        assertThat(FailureText.of(unknown)).contains("no host is known", "nowhere.invalid");
    }

    @Test
    void aWrapperGivesTheReasonOfItsCauseAndAnEmptyMessageGivesItToo() {
        IOException cause = new IOException("the disk is on fire");

        assertThat(FailureText.of(new UncheckedIOException(cause))).isEqualTo("the disk is on fire");
        assertThat(FailureText.of(new ExecutionException(cause))).isEqualTo("the disk is on fire");
        assertThat(FailureText.of(new IOException("", cause))).isEqualTo("ioexception: the disk is on fire");
        assertThat(FailureText.of(new SocketException())).isEqualTo("socket exception");
    }
}
