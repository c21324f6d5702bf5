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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Describes the reason for a failure in words, for messages to people. Many of Java's exceptions have no message, or
 * one that only names a file or a host.
 */
public final class FailureText {
    /** A chain of causes may be a cycle; no genuine one is longer than this. */
    private static final int MAX_CAUSES = 20;

    private FailureText() {}

    /** The failure and its causes, from the outermost to the deepest. */
    public static Stream<Throwable> causes(Throwable failure) {
        return Stream.<Throwable>iterate(failure, link -> link != null, link -> link.getCause())
                .limit(MAX_CAUSES);
    }

    /** The outermost of a failure and its causes that is of a type. */
    public static <E extends Throwable> Optional<E> outermost(Throwable failure, Class<E> type) {
        return causes(failure).filter(type::isInstance).map(type::cast).findFirst();
    }

    /** The deepest of a failure and its causes that is of a type. */
    public static <E extends Throwable> Optional<E> deepest(Throwable failure, Class<E> type) {
        return causes(failure).filter(type::isInstance).map(type::cast).reduce((_, deeper) -> deeper);
    }

    /** The reason, never empty: the message if it gives one, or else the failure's type and cause. */
    public static String of(Throwable failure) {
        return of(failure, MAX_CAUSES);
    }

    private static String of(Throwable failure, int causes) {
        Throwable cause = failure.getCause();
        boolean wrapper = failure instanceof UncheckedIOException
                || failure instanceof ExecutionException
                || failure instanceof CompletionException;
        if (wrapper && cause != null && causes > 0) {
            return of(cause, causes - 1);
        }
        return byType(failure)
                .or(() -> said(failure.getMessage()))
                .orElseGet(() -> kind(failure) + (cause != null && causes > 0 ? ": " + of(cause, causes - 1) : ""));
    }

    /** The reason of an exception whose message doesn't give one. */
    private static Optional<String> byType(Throwable failure) {
        return Optional.ofNullable(
                switch (failure) {
                    case NoSuchFileException file -> file.getFile() + " doesn't exist" + because(file);
                    case AccessDeniedException file -> "this user may not access " + file.getFile() + because(file);
                    case FileAlreadyExistsException file -> file.getFile() + " already exists" + because(file);
                    case NotDirectoryException file -> file.getFile() + " isn't a folder" + because(file);
                    case DirectoryNotEmptyException file -> file.getFile() + " isn't empty" + because(file);
                    case CharacterCodingException text -> "the text isn't valid UTF-8";
                    case UnknownHostException host -> "unknown host " + host.getMessage();
                    case EOFException end -> said(end.getMessage()).orElse("the input ends too early");
                    case ClosedChannelException closed -> "the connection or file was closed while in use";
                    case InterruptedException interrupted ->
                        said(interrupted.getMessage()).orElse("the thread was interrupted");
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
