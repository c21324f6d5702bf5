package io.commitlake.github.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many pages there are, by the links of an answer (RFC 8288) as GitHub writes them. */
public final class LastPage {
    private static final Pattern LINK = Pattern.compile("[?&]page=(\\d{1,9})[^>]*>; rel=\"(last|prev)\"");

    private LastPage() {}

    /** The last page's number, from 1; the last page itself need not be linked to, but the one before it is. */
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
