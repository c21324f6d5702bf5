package io.commitlake.model.secret;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The values of all secrets that this process has met, to replace them by {@code ***} in texts for people. A server or
 * a program may quote a secret in an error message, so hiding our own {@link Secret}s isn't enough. Each
 * {@code Secret} is known from its creation on.
 *
 * <p>There is one set per process, because the log also needs it before and outside the application context.
 */
public final class KnownSecrets {
    /** A shorter value would also replace parts of ordinary words. */
    public static final int MIN_CHARACTERS = 8;

    private static final String REPLACEMENT = "***";

    /** Bytes of Base64 text before the secret, such as a user's name, shift its letters in one of three ways. */
    private static final int BASE64_SHIFTS = 3;

    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-F]{2}");

    private static final Set<String> VALUES = new HashSet<>();
    private static volatile List<Form> forms = List.of();

    private KnownSecrets() {}

    /**
     * A text that shows a secret.
     *
     * @param base64 whether the text is a part of Base64, which is replaced with the letters around it, because these
     *     show the rest of the secret
     */
    private record Form(String text, boolean base64) {
        String replacedIn(String words) {
            int found = words.indexOf(text);
            if (found < 0) {
                return words;
            }
            StringBuilder safe = new StringBuilder(words.length());
            int done = 0;
            for (; found >= 0; found = words.indexOf(text, done)) {
                int start = found;
                int end = found + text.length();
                while (base64 && start > done && isBase64(words.charAt(start - 1))) {
                    start--;
                }
                while (base64 && end < words.length() && isBase64(words.charAt(end))) {
                    end++;
                }
                safe.append(words, done, start).append(REPLACEMENT);
                done = end;
            }
            return safe.append(words, done, words.length()).toString();
        }

        private static boolean isBase64(char letter) {
            return (letter < 128 && Character.isLetterOrDigit(letter)) || "+/-_=".indexOf(letter) >= 0;
        }
    }

    /** Adds a secret, unless it is shorter than {@link #MIN_CHARACTERS}. */
    public static void add(String value) {
        if (value.length() < MIN_CHARACTERS) {
            return;
        }
        synchronized (VALUES) {
            if (VALUES.add(value)) {
                List<Form> all = new ArrayList<>(forms);
                all.addAll(formsOf(value));
                // If a secret is a part of another one, the other one must go first.
                all.sort(Comparator.comparingInt(form -> -form.text().length()));
                forms = List.copyOf(all);
            }
        }
    }

    /** The text, with each known secret replaced: as it is, percent-encoded, in JSON, and within Base64. */
    public static String redact(String text) {
        String redacted = text;
        for (Form form : forms) {
            redacted = form.replacedIn(redacted);
        }
        return redacted;
    }

    private static Set<Form> formsOf(String value) {
        Set<Form> all = new HashSet<>();
        String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
        String json = value.replace("\\", "\\\\").replace("\"", "\\\"");
        for (String text : List.of(value, encoded, lowerCaseEscapes(encoded), json, json.replace("/", "\\/"))) {
            all.add(new Form(text, false));
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        for (int shift = 0; shift < BASE64_SHIFTS; shift++) {
            byte[] shifted = new byte[shift + bytes.length];
            System.arraycopy(bytes, 0, shifted, shift, bytes.length);
            // Each letter has six bits. Those that also have bits of the bytes around the secret can't be compared.
            int from = (shift * 8 + 5) / 6;
            int to = shifted.length * 8 / 6;
            all.add(new Form(Base64.getEncoder().encodeToString(shifted).substring(from, to), true));
            all.add(new Form(Base64.getUrlEncoder().encodeToString(shifted).substring(from, to), true));
        }
        return all;
    }

    /** {@code %2F} as {@code %2f}. */
    private static String lowerCaseEscapes(String encoded) {
        return ESCAPE.matcher(encoded).replaceAll(escape -> escape.group().toLowerCase(Locale.ROOT));
    }
}
