package io.commitlake.model;

import java.io.EOFException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The reason of a failure in words, which no message may lack. Many exceptions of Java carry no message, or one that
 * only names a file or a host.
 */
public final class FailureText {
    /** A chain of causes may be a ring; no honest one is longer than this. */
    private static final int MOST_CAUSES = 20;

    private FailureText() {}

    /** The reason, never empty: the message where it says one, else the kind of failure in words and its cause. */
    public static String of(Throwable failure) {
        return of(failure, MOST_CAUSES);
    }

    private static String of(Throwable failure, int causes) {
        Throwable cause = failure.getCause();
        boolean wrapper = failure instanceof UncheckedIOException
                || failure instanceof ExecutionException
                || failure instanceof CompletionException;
        if (wrapper && cause != null && causes > 0) {
            return of(cause, causes - 1);
        }
        return known(failure)
                .or(() -> said(failure.getMessage()))
                .orElseGet(() -> kind(failure) + (cause != null && causes > 0 ? ": " + of(cause, causes - 1) : ""));
    }

    /** Of the exceptions whose message is no reason. */
    private static Optional<String> known(Throwable failure) {
        return Optional.ofNullable(
                switch (failure) {
                    case NoSuchFileException file -> "there is no " + file.getFile() + because(file);
                    case AccessDeniedException file -> "this user has no right to " + file.getFile() + because(file);
                    case FileAlreadyExistsException file -> file.getFile() + " is there already" + because(file);
                    case NotDirectoryException file -> file.getFile() + " is no folder" + because(file);
                    case DirectoryNotEmptyException file -> file.getFile() + " isn't empty" + because(file);
                    case CharacterCodingException text -> "it is no text in UTF-8";
                    case UnknownHostException host -> "no host is known by the name " + host.getMessage();
                    case EOFException end -> said(end.getMessage()).orElse("it ends too early");
                    case ClosedChannelException closed -> "it was closed while it was in use";
                    case InterruptedException interrupted ->
                        said(interrupted.getMessage()).orElse("it was interrupted");
                    default -> null;
                });
    }

    private static String because(FileSystemException file) {
        return said(file.getReason()).map(reason -> " (" + reason + ")").orElse("");
    }

    private static Optional<String> said(@Nullable String message) {
        return Optional.ofNullable(message).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** {@code SocketException} as "socket exception". */
    private static String kind(Throwable failure) {
        String name = failure.getClass().getSimpleName();
        return name.isEmpty()
                ? failure.getClass().getName()
                : name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
