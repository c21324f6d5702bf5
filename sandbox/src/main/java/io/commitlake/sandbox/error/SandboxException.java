package io.commitlake.sandbox.error;

/** The reason why the sandbox can't start or serve; the message names the thing, its value and the way out. */
public final class SandboxException extends RuntimeException {
    public SandboxException(String message) {
        super(message);
    }

    public SandboxException(String message, Throwable cause) {
        super(message, cause);
    }
}
