package io.commitlake.cli.output;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import io.commitlake.model.secret.KnownSecrets;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Encodes log events by a pattern or as JSON, with known secrets replaced, also in stack traces. {@code logback.xml} names
 * it.
 */
public final class RedactingEncoder extends PatternLayoutEncoder {
    private boolean json;

    /** Sets the value of COMMITLAKE_LOG: {@code json} for a JSON object on each line. */
    public void setFormat(String format) {
        json = format.equals("json");
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        String text = json ? json(event) : KnownSecrets.redact(getLayout().doLayout(event));
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String json(ILoggingEvent event) {
        Map<String, String> more = new HashMap<>(event.getMDCPropertyMap());
        String logger = event.getLoggerName();
        more.put("logger", logger.substring(logger.lastIndexOf('.') + 1));
        if (event.getThrowableProxy() != null) {
            more.put("stack_trace", ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return JsonLine.of(event.getInstant(), event.getLevel().toString(), event.getFormattedMessage(), more) + "\n";
    }
}
