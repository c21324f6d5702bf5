package io.commitlake.github.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the number of pages from a response's link header (RFC 8288), as GitHub writes it. */
public final class LastPage {
    private static final Pattern LINK = Pattern.compile("[?&]page=(\\d{1,9})[^>]*>; rel=\"(last|prev)\"");

    private LastPage() {}

    /** The last page's number, from 1. The last page may not link to itself, but it links to the page before it. */
    public static int of(Exchange exchange) {
        int last = 1;
        Matcher link = LINK.matcher(exchange.header("link").orElse(""));
        while (link.find()) {
            int page = Integer.parseInt(link.group(1));
            last = Math.max(last, link.group(2).equals("last") ? page : page + 1);
        }
        return last;
    }
}
