package io.commitlake.job.report.page;

import java.util.Locale;

/** Bars in an SVG as wide as its cell: no text is in it, so that it may be stretched to any width. */
final class Bars {
    /** The width of the drawing in its own units. */
    private static final double WIDTH = 1000;

    private final Html html;
    private final double total;
    private final int height;

    private Bars(Html html, double total, int height) {
        this.html = html;
        this.total = Math.max(total, 1);
        this.height = height;
    }

    /**
     * Opens a drawing. The caller closes it with {@link #end}.
     *
     * @param label what the drawing shows, in words
     * @param total the value of the whole width
     */
    static Bars begin(Html html, String label, double total, int height) {
        html.open(
                "svg",
                "viewBox",
                "0 0 " + (int) WIDTH + " " + height,
                "preserveAspectRatio",
                "none",
                "role",
                "img",
                "aria-label",
                label,
                "height",
                Integer.toString(height));
        return new Bars(html, total, height);
    }

    /** A bar over the whole height. It is never too narrow to be seen. */
    Bars bar(String style, double from, double length) {
        return bar(style, from, length, 1);
    }

    /**
     * A bar that stands on the bottom.
     *
     * @param part the part of the height that it reaches, from 0 to 1
     */
    Bars bar(String style, double from, double length, double part) {
        double x = Math.clamp(from / total * WIDTH, 0, WIDTH - 2);
        double width = Math.clamp(length / total * WIDTH, 2, WIDTH - x);
        double high = Math.clamp(part * height, 1, height);
        html.open(
                "rect",
                "class",
                style,
                "x",
                number(x),
                "y",
                number(height - high),
                "width",
                number(width),
                "height",
                number(high));
        return this;
    }

    void end() {
        html.close();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
