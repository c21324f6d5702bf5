package io.commitlake.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.PreInterruptCallback;
import org.junit.jupiter.api.extension.PreInterruptContext;

/**
 * Ends all processes that this JVM has started, once a test has run for too long. A thread that reads the output of a
 * process can't be interrupted, so without this the test would still hang. Servers that later tests share end too: the
 * build has failed anyway.
 */
public final class HungTest implements PreInterruptCallback {
    @Override
    public void beforeThreadInterrupt(PreInterruptContext thread, ExtensionContext test) {
        System.out.println("too long: " + test.getUniqueId());
        ProcessHandle.current().descendants().forEach(process -> {
            System.out.println("ending process " + process.pid() + ": " + process.info());
            process.destroyForcibly();
        });
    }
}
