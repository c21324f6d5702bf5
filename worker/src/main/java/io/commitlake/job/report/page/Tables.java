package io.commitlake.job.report.page;

import io.commitlake.model.Units;

/** The frames of sections and tables. */
final class Tables {
    private Tables() {}

    /** Opens a section with its heading. The caller closes it. */
    static void section(Html html, String id, String title) {
        html.open("section", "id", id).element("h2", title);
    }

    /**
     * Opens a table that scrolls on its own where the screen is narrow, up to its body; {@link #end} closes it.
     *
     * @param headings the columns; one that begins with {@code #} holds numbers
     */
    static void begin(Html html, String label, String... headings) {
        html.open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-label", label)
                .open("table")
                .open("thead")
                .open("tr");
        for (String heading : headings) {
            boolean number = heading.startsWith("#");
            html.element(
                    "th", number ? heading.substring(1) : heading, "scope", "col", "class", number ? "number" : "text");
        }
        html.close().close().open("tbody");
    }

    static void end(Html html) {
        html.close().close().close();
    }

    /** Says how many entries a table leaves out, if it does. */
    static void more(Html html, long all, long shown, String where) {
        if (all > shown) {
            html.element("p", Units.count(all - shown) + " more aren't shown here; " + where + ".", "class", "note");
        }
    }
}
