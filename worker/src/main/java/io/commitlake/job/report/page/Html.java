package io.commitlake.job.report.page;

import io.commitlake.model.secret.KnownSecrets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Writes HTML. Every text and every value of an attribute is escaped here, so no caller can forget to: names and
 * messages come from strangers. No text shows a known secret.
 */
final class Html {
    /** Elements without content. In an SVG, the slash ends them; elsewhere, HTML ignores it. */
    private static final Set<String> WITHOUT_END = Set.of("meta", "rect");

    private final StringBuilder out = new StringBuilder("<!DOCTYPE html>\n");
    private final Deque<String> open = new ArrayDeque<>();

    /**
     * Opens an element.
     *
     * @param attributes names and values, by turns
     */
    Html open(String tag, String... attributes) {
        if (attributes.length % 2 != 0) {
            throw new IllegalArgumentException("<" + tag + "> has an attribute without a value");
        }
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            out.append('"');
        }
        if (WITHOUT_END.contains(tag)) {
            out.append("/>");
        } else {
            out.append('>');
            open.push(tag);
        }
        return this;
    }

    /** Closes the element that was opened last. */
    Html close() {
        String tag = open.pop();
        out.append("</").append(tag).append('>');
        if (Set.of("tr", "p", "section", "div", "li", "h2", "h3").contains(tag)) {
            out.append('\n');
        }
        return this;
    }

    Html text(String text) {
        escape(text);
        return this;
    }

    /** An element with nothing but text. */
    Html element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close();
    }

    /** A table cell with a number or a time, which is aligned to the right. */
    Html number(String text) {
        return element("td", text, "class", "number");
    }

    /** A style sheet of ours. Unlike everything else, it isn't escaped. */
    Html style(String css) {
        if (css.contains("<")) {
            throw new IllegalArgumentException("a style sheet can't contain <");
        }
        out.append("<style>").append(css).append("</style>\n");
        return this;
    }

    private void escape(String text) {
        KnownSecrets.redact(text).codePoints().forEach(this::escape);
    }

    private void escape(int character) {
        switch (character) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\'' -> out.append("&#39;");
            default -> out.appendCodePoint(isHarmless(character) ? character : 0xFFFD);
        }
    }

    /** Control characters aren't allowed in HTML, and those of text direction would reorder what a person reads. */
    private static boolean isHarmless(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL -> character == '\n' || character == '\t';
            case Character.SURROGATE, Character.UNASSIGNED, Character.FORMAT -> false;
            default -> true;
        };
    }

    /** The whole page. */
    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("<" + open.peek() + "> isn't closed");
        }
        return out.toString();
    }
}
