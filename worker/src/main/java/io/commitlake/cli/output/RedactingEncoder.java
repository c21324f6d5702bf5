package io.commitlake.cli.output;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.commitlake.model.secret.KnownSecrets;
import java.nio.charset.StandardCharsets;

/** Encodes log events by a pattern, with known secrets replaced, also in stack traces. {@code logback.xml} names it. */
public final class RedactingEncoder extends PatternLayoutEncoder {
    @Override
    public byte[] encode(ILoggingEvent event) {
        return KnownSecrets.redact(getLayout().doLayout(event)).getBytes(StandardCharsets.UTF_8);
    }
}
