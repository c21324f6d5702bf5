package io.commitlake.sandbox.error;

/** What keeps the sandbox from starting or serving; its message names the thing, its value and the way out. */
public final class SandboxException extends RuntimeException {
    public SandboxException(String message) {
        super(message);
    }

    public SandboxException(String message, Throwable cause) {
        super(message, cause);
    }
}
